#!/bin/sh
# At PostgreSQL's first start: the hub's database, the user who owns it and migrates it, and the one who works in it and
# cannot change its schema; as docs/postgresql.md says.
set -eu
owner=$(cat "${HUB_OWNER_PASSWORD_FILE:-/run/secrets/hub-owner.postgres}")
work=$(cat "${HUB_STORE_PASSWORD_FILE:-/run/secrets/hub-store.postgres}")
psql --set=ON_ERROR_STOP=1 --quiet --no-psqlrc --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
CREATE ROLE samspel_owner LOGIN PASSWORD '$owner';
CREATE ROLE samspel_work LOGIN PASSWORD '$work';
CREATE DATABASE samspel OWNER samspel_owner TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';
REVOKE CONNECT ON DATABASE samspel FROM PUBLIC;
GRANT CONNECT ON DATABASE samspel TO samspel_work;
\connect samspel
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO samspel_owner;
GRANT USAGE ON SCHEMA public TO samspel_work;
ALTER DEFAULT PRIVILEGES FOR ROLE samspel_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO samspel_work;
ALTER DEFAULT PRIVILEGES FOR ROLE samspel_owner IN SCHEMA public
    GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO samspel_work;
SQL
