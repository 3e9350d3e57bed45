#!/bin/bash
# Starts PostgreSQL with the DocumentDB extension and, in front of it, FerretDB. If one of them ends, so does the
# container. It reads the variables of MongoDB's official image, and passes its arguments to PostgreSQL.
set -eu
umask 077
export POSTGRES_USER=$MONGO_INITDB_ROOT_USERNAME POSTGRES_PASSWORD=$MONGO_INITDB_ROOT_PASSWORD POSTGRES_DB=postgres
# Also for the server, whose extension does its background work over connections of its own, as a role of its own.
export PGPASSFILE=/run/postgresql/passwords
printf '*:*:*:*:%s\n' "$POSTGRES_PASSWORD" >$PGPASSFILE

sh /usr/local/bin/postgres.sh -c listen_addresses=127.0.0.1 -c max_connections=300 \
  -c shared_preload_libraries=pg_cron,pg_documentdb_core,pg_documentdb -c cron.database_name=postgres \
  -c cron.log_run=off -c cron.log_statement=off "$@" &
server=$!
until pg_isready -q -h 127.0.0.1; do
  kill -0 $server
  sleep 0.1
done
psql -h 127.0.0.1 -U "$POSTGRES_USER" -d postgres -q -v ON_ERROR_STOP=1 <<'SQL'
set client_min_messages = error;
create extension if not exists documentdb cascade;
\getenv password POSTGRES_PASSWORD
alter role documentdb_bg_worker_role password :'password';
SQL
ferretdb --listen-addr=:27017 --debug-addr=- --postgresql-url="postgres://$POSTGRES_USER@127.0.0.1:5432/postgres" \
  --state-dir=/tmp --telemetry=disable --log-level=warn &
front=$!

stop() {
  kill -TERM $front 2>/dev/null || true
  kill -INT $server 2>/dev/null || true
  wait
  exit "$1"
}
trap 'stop 0' TERM INT
wait -n || true
stop 1
