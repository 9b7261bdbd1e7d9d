#!/usr/bin/env bash
# Says whether a backup is whole and readable. Changes nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=servers.sh
. "${SERVERS:-$here/servers.sh}"

fail() {
  echo "This backup cannot be used: $1" >&2
  exit 1
}

if [ $# -ne 1 ] || [ ! -d "$1" ]; then
  echo "usage: check.sh FOLDER" >&2
  exit 2
fi
cd "$1"
for file in about postgres.dump redis.rdb SHA256SUMS; do
  [ -s "$file" ] || fail "$file is missing or empty"
done
[ "$(awk '{ print $2 }' SHA256SUMS)" = $'about\npostgres.dump\nredis.rdb' ] ||
  fail "SHA256SUMS does not name its three files"
sha256sum --check --strict --quiet SHA256SUMS >&2 || fail "a file is not what was written"
grep -qx 'format 1' about || fail "it was made by another version of these scripts"
# Reads it to its end, which a dump that was cut short does not have.
pg pg_restore --file=/dev/null <postgres.dump || fail "pg_restore cannot read postgres.dump"
# shellcheck disable=SC2016 # that shell knows its own number
in_redis_folder '
  umask 077
  cat >check.rdb.$$ && redis-check-rdb check.rdb.$$ >check.log.$$
  code=$?
  [ $code = 0 ] || tail -n 3 check.log.$$ >&2
  rm -f check.rdb.$$ check.log.$$
  exit $code' <redis.rdb || fail "redis-check-rdb cannot read redis.rdb"
