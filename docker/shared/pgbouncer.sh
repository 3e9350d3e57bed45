#!/bin/bash
# Starts PostgreSQL and, in front of it, PgBouncer in transaction mode. If one of them ends, so does the container.
set -eu
umask 077
conf=/run/pgbouncer

sh /usr/local/bin/postgres.sh "$@" &
server=$!

printf '"%s" "%s"\n' "$POSTGRES_USER" "$POSTGRES_PASSWORD" >$conf/users.txt
# Few server connections, so that clients keep landing on one that another client has used.
cat >$conf/pgbouncer.ini <<INI
[databases]
* = host=127.0.0.1 port=5432
[pgbouncer]
listen_addr = *
listen_port = 6432
auth_type = scram-sha-256
auth_file = $conf/users.txt
admin_users = $POSTGRES_USER
pool_mode = transaction
max_client_conn = 300
default_pool_size = 10
ignore_startup_parameters = extra_float_digits
INI
# A pooler that found no server would refuse everybody for its retry interval.
until pg_isready -q -h 127.0.0.1; do
  kill -0 $server
  sleep 0.1
done
pgbouncer -q $conf/pgbouncer.ini &
pooler=$!

stop() {
  kill -TERM $pooler 2>/dev/null || true
  kill -INT $server 2>/dev/null || true
  wait
  exit "$1"
}
trap 'stop 0' TERM INT
wait -n || true
stop 1
