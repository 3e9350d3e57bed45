#!/bin/sh
# Starts PostgreSQL, on an empty data directory after initdb. It reads the variables of the official image, and passes
# its arguments to the server, so that both kinds of image are started the same way.
set -eu
: "${POSTGRES_USER:=postgres}" "${POSTGRES_DB:=$POSTGRES_USER}"
: "${POSTGRES_PASSWORD:?is not set}"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  password=$(mktemp)
  printf '%s\n' "$POSTGRES_PASSWORD" >"$password"
  # Under another name until complete: a container killed in between must not find half a cluster.
  rm -rf "$PGDATA.new"
  initdb --pgdata="$PGDATA.new" --username="$POSTGRES_USER" --pwfile="$password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8
  rm -f "$password"
  echo 'host all all all scram-sha-256' >>"$PGDATA.new/pg_hba.conf"
  # Single-user mode: no port is open until everything is in place.
  if [ "$POSTGRES_DB" != postgres ]; then
    echo "create database \"$POSTGRES_DB\"" | postgres --single -D "$PGDATA.new" postgres
  fi
  mv "$PGDATA.new" "$PGDATA"
fi

exec postgres -D "$PGDATA" -c listen_addresses='*' "$@"
