#!/bin/sh
# The first shared directory: each gateway makes the entries of its organisations, the platform takes them in by their
# fingerprints and signs, and every gateway is told the platform's fingerprint. In operation people read fingerprints to
# each other by telephone; here all sit on one machine, and the script reads them. Then the broker gets queues and users.
#
#   sh docs/deploy/first-directory.sh [FOLDER]      after: docker compose up --detach --wait postgres rabbitmq
set -eu
into=${1:-./deploy}

run() { # service, then the command line of samspel
  ${SAMSPEL_RUN:-docker compose --profile setup run --rm --no-deps -T} "$@"
}

fingerprint_in() { # sixteen groups of four hexadecimal digits at the end of what was said
  printf '%s\n' "$1" | grep -Eo '[0-9A-F]{4}( [0-9A-F]{4}){15}' | tail -n 1
}

join() { # gateway, directory id, kind, name
  said=$(run "$1-once" directory entry "$2" --kind "$3" --name "$4" --output "/directory/entries/$2.json" \
    --data /etc/samspel --lang en 2>&1)
  run platform directory add "/directory/entries/$2.json" --directory /platform/directory.toml \
    --fingerprint "$(fingerprint_in "$said")"
}

run migrate
join hub TSTNMT2120000142-SOC municipal-board "Exempelby socialtjänst, barn och familj"
join hub TSTNMT2321000156-BUP care-provider "Barn- och ungdomspsykiatrin, Region Exempel"
join edge-a TSTNMT2120000142-SKOLA municipal-school "Exempelskolan"
join edge-b TSTNMT5590000013-FAM private-provider "Exempel Familjestöd AB"

said=$(run platform directory publish --directory /platform/directory.toml --key /platform/key.json --new-key \
  --out /directory/signed.json --lang en 2>&1)
told=$(fingerprint_in "$said")
for each in hub edge-a edge-b; do
  file=$into/settings/$each/samspel.toml
  sed "s/^#* *fingerprint = .*/fingerprint = \"$told\"/" "$file" >"$file.new"
  cat "$file.new" >"$file"
  rm "$file.new"
done
run topology
echo "the platform's fingerprint: $told"
