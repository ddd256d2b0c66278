#!/bin/sh
# Makes what docker-compose.yml mounts: secrets, settings to edit, and folders of journal systems. Nothing that is there
# is changed. As root it gives each file to the user who reads it in a container; else see docs/containers.md.
#
#   sh docs/deploy/prepare.sh [FOLDER]      FOLDER is ./deploy, as docker-compose.yml says
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
into=${1:-./deploy}

gateway=10001  # the user in our image
server=999     # the user in the images of RabbitMQ and PostgreSQL

own() { # user, then paths
  if [ "$(id -u)" = 0 ]; then
    user=$1
    shift
    chown -R "$user:$user" "$@"
  fi
}

random() { # 32 bytes of the system's randomness in hexadecimal
  od -An -v -N32 -tx1 /dev/urandom | tr -d ' \n'
}

secret() { # name, user
  if [ ! -s "$into/secrets/$1" ]; then
    random >"$into/secrets/$1"
    chmod 0400 "$into/secrets/$1"
    own "$2" "$into/secrets/$1"
  fi
}

organisation() { # gateway, directory id
  for each in out in receipts status hand-out; do
    mkdir -p "$into/journals/$1/$2/$each"
  done
}

settings() { # gateway
  mkdir -p "$into/settings/$1"
  if [ ! -e "$into/settings/$1/samspel.toml" ]; then
    cp "$here/$1/samspel.toml" "$into/settings/$1/samspel.toml"
  fi
  chmod 0755 "$into/settings/$1"
  chmod 0644 "$into/settings/$1/samspel.toml"
}

mkdir -p "$into/secrets" "$into/passwords" "$into/platform" "$into/directory/entries"

secret postgres "$server"
secret hub-owner "$gateway" # migrates
secret hub-store "$gateway" # works
secret hub-keys "$gateway" # lock up a copy of it: without it nobody reads what the hub has stored
secret broker-admin "$gateway"
for each in hub edge-a edge-b; do
  if [ ! -e "$into/passwords/$each.password" ]; then
    random >"$into/passwords/$each.password" # until samspel topology makes the user, with another one
  fi
  settings "$each"
done
# RabbitMQ takes its first user from a file of settings; PostgreSQL's first start needs the hub's passwords too.
if [ ! -s "$into/secrets/broker-admin.conf" ]; then
  printf 'default_user = samspel-admin\ndefault_pass = %s\n' "$(cat "$into/secrets/broker-admin")" \
    >"$into/secrets/broker-admin.conf"
  chmod 0400 "$into/secrets/broker-admin.conf"
  own "$server" "$into/secrets/broker-admin.conf"
fi
for each in hub-owner hub-store; do
  if [ ! -s "$into/secrets/$each.postgres" ]; then
    cp "$into/secrets/$each" "$into/secrets/$each.postgres"
    chmod 0400 "$into/secrets/$each.postgres"
    own "$server" "$into/secrets/$each.postgres"
  fi
done

organisation hub TSTNMT2120000142-SOC
organisation hub TSTNMT2321000156-BUP
organisation edge-a TSTNMT2120000142-SKOLA
organisation edge-b TSTNMT5590000013-FAM
chmod 0755 "$into" "$into/settings"
own "$gateway" "$into/journals" "$into/passwords" "$into/platform" "$into/directory"
