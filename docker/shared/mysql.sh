#!/bin/sh
# Starts MySQL or MariaDB, whichever the image has, on an empty data directory after setting it up. It reads the
# variables of the official images, and passes its arguments to the server, so that both kinds of image are started the
# same way.
set -eu
: "${MYSQL_ROOT_PASSWORD:?is not set}" "${MYSQL_USER:?is not set}" "${MYSQL_PASSWORD:?is not set}"
: "${MYSQL_DATABASE:=$MYSQL_USER}"
data=/var/lib/mysql/data

if command -v mariadbd >/dev/null; then
  server=mariadbd
  initialize() {
    mariadb-install-db --no-defaults --datadir="$1" --auth-root-authentication-method=normal --skip-test-db
  }
else
  server=mysqld
  initialize() { mysqld --no-defaults --initialize-insecure --datadir="$1"; }
fi

if [ ! -d $data ]; then
  # Under another name until complete: a container killed in between must not find half a database.
  rm -rf $data.new
  initialize $data.new
  mv $data.new $data
fi

# The server runs this before it listens.
umask 077
accounts=$(mktemp)
cat >"$accounts" <<SQL
alter user 'root'@'localhost' identified by '$MYSQL_ROOT_PASSWORD';
create database if not exists \`$MYSQL_DATABASE\`;
create user if not exists '$MYSQL_USER'@'%' identified by '$MYSQL_PASSWORD';
grant all privileges on \`$MYSQL_DATABASE\`.* to '$MYSQL_USER'@'%';
SQL
umask 022

exec $server --no-defaults --datadir=$data --socket=/run/mysqld/mysqld.sock --init-file="$accounts" "$@"
