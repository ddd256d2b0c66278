#!/bin/sh
# At PostgreSQL's first start: the hub's database, and a user who owns it and may do nothing else.
set -eu
password=$(cat "${HUB_STORE_PASSWORD_FILE:-/run/secrets/hub-store.postgres}")
psql --set=ON_ERROR_STOP=1 --quiet --no-psqlrc --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
CREATE ROLE hub LOGIN PASSWORD '$password';
CREATE DATABASE samspel OWNER hub ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE samspel FROM PUBLIC;
SQL
