#!/usr/bin/env bash
# Puts a backup back: restore.sh FOLDER [all|postgres|redis]. The data of now stay in use until the
# backup has been read completely, so what is interrupted before changes nothing. The database of
# before is kept, with _before at the end of its name, until the next restore.
set -euo pipefail
umask 077
here=$(cd "$(dirname "$0")" && pwd)
folder=${BACKUP_DIR:-/var/backups/mt5-bridge}
# shellcheck source=servers.sh
. "${SERVERS:-$here/servers.sh}"

unchanged="Nothing was changed"
fail() {
  echo "$unchanged: $1" >&2
  exit 1
}

part=${2:-all}
if [ $# -lt 1 ] || [ $# -gt 2 ] || [[ ! $part =~ ^(all|postgres|redis)$ ]]; then
  echo "usage: restore.sh FOLDER [all|postgres|redis]" >&2
  exit 2
fi
backup=$(cd "$1" && pwd) || fail "$1 is no folder"
mkdir -p "$folder"
exec 9>"$folder/.lock"
flock -n 9 || fail "another backup or restore is running"
"$here/check.sh" "$backup" || fail "the backup cannot be used"

about() { awk -v key="$1" '$1 == key { print $2 }' "$backup/about"; }
database=${RESTORE_DATABASE:-$(about database)}
[[ $database =~ ^[a-z_][a-z0-9_]{0,50}$ ]] || fail "'$database' is no name of a database"
next=${database}_restoring
before=${database}_before

# Statements from the input, on a database.
run() { pg psql -X -q -At -v ON_ERROR_STOP=1 -d "$1"; }

# The rename needs a moment in which nobody is connected; bridges come back within a second.
swap() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    run postgres <<SQL && return
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '$database' \g /dev/null
BEGIN;
SELECT format('ALTER DATABASE %I RENAME TO %I', datname, '$before')
  FROM pg_database WHERE datname = '$database' \gexec
ALTER DATABASE "$next" RENAME TO "$database";
COMMIT;
SQL
  done
  return 1
}

restore_postgres() {
  local timescaledb
  timescaledb=$(about timescaledb)
  run postgres <<SQL || fail "PostgreSQL cannot make a database"
DROP DATABASE IF EXISTS "$next" WITH (FORCE);
CREATE DATABASE "$next" TEMPLATE template0;
REVOKE CONNECT ON DATABASE "$next" FROM PUBLIC;
SELECT format('ALTER DATABASE %I OWNER TO bridge', '$next') FROM pg_roles WHERE rolname = 'bridge' \gexec
SQL
  if [ "$timescaledb" != none ]; then
    run "$next" <<SQL || fail "TimescaleDB $timescaledb is needed, which made this backup"
CREATE EXTENSION timescaledb VERSION '$timescaledb';
SELECT timescaledb_pre_restore() \g /dev/null
SQL
  fi
  pg pg_restore --exit-on-error --dbname="$next" <"$backup/postgres.dump" ||
    fail "pg_restore failed"
  if [ "$timescaledb" != none ]; then
    run "$next" <<<'SELECT timescaledb_post_restore() \g /dev/null' || fail "TimescaleDB failed"
  fi
  run "$next" <<<'ANALYZE;' || fail "PostgreSQL cannot read what was restored"
  run postgres <<<"DROP DATABASE IF EXISTS \"$before\" WITH (FORCE);" ||
    fail "$before cannot be removed"
  swap || fail "somebody stays connected to $database"
  unchanged="Redis was not changed"
  echo "PostgreSQL is as of $(about made)."
}

restore_redis() {
  in_redis_folder 'umask 077; cat >restoring.rdb && sync restoring.rdb' <"$backup/redis.rdb" ||
    fail "the file cannot be written"
  trap redis_start EXIT
  redis_stop || fail "Redis cannot be stopped"
  in_redis_folder 'if [ -e dump.rdb ]; then cp dump.rdb before.rdb; fi; mv restoring.rdb dump.rdb' \
    </dev/null || fail "the file cannot be put in place"
  trap - EXIT
  redis_start
  echo "Redis is as of $(about made)."
}

if [ "$part" != redis ]; then restore_postgres; fi
if [ "$part" != postgres ]; then restore_redis; fi
