#!/usr/bin/env bash
# Saves PostgreSQL's database and Redis' data in a new folder of BACKUP_DIR. A folder whose name is
# a time is complete; what was interrupted ends in .partial and is removed by the next backup.
set -euo pipefail
umask 077
here=$(cd "$(dirname "$0")" && pwd)
database=${BACKUP_DATABASE:-mt5_bridge}
folder=${BACKUP_DIR:-/var/backups/mt5-bridge}
keep=${BACKUP_KEEP:-14}
# shellcheck source=servers.sh
. "${SERVERS:-$here/servers.sh}"

fail() {
  echo "No backup was made: $1" >&2
  exit 1
}

[[ $keep =~ ^[1-9][0-9]{0,3}$ ]] || fail "BACKUP_KEEP must be a whole number from 1, it is '$keep'"
mkdir -p "$folder"
exec 9>"$folder/.lock"
flock -n 9 || fail "another backup or restore is running"

name=$(date -u +%Y-%m-%dT%H%M%SZ)
target="$folder/$name"
[ ! -e "$target" ] || fail "$target exists"
rm -rf "$folder"/*.partial
mkdir "$target.partial"
trap 'rm -rf "$target.partial"' EXIT
cd "$target.partial"

query() { pg psql -X -At -v ON_ERROR_STOP=1 -d "$database" -c "$1" </dev/null; }

version=$(query 'SHOW server_version') || fail "PostgreSQL does not answer"
timescaledb=$(query "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'")
pg pg_dump --format=custom --dbname="$database" </dev/null >postgres.dump ||
  fail "pg_dump failed"
redis_cli --rdb - </dev/null >redis.rdb 2>redis.log || fail "Redis: $(tail -n 1 redis.log)"
rm redis.log
printf 'format 1\nmade %s\ndatabase %s\npostgres %s\ntimescaledb %s\n' \
  "$name" "$database" "$version" "${timescaledb:-none}" >about
sha256sum about postgres.dump redis.rdb >SHA256SUMS

# Looked at before it counts: a backup that cannot be read is none.
"$here/check.sh" . || fail "what was written cannot be read"
sync -f .
cd "$folder"
mv "$target.partial" "$target"
trap - EXIT

mapfile -t old < <(find . -maxdepth 1 -type d -name '2*Z' -printf '%f\n' | sort -r | tail -n "+$((keep + 1))")
for one in "${old[@]}"; do rm -rf "./$one"; done
echo "$target ($(du -sh "$target" | cut -f1))"

# Lets somebody notice when this line is not reached: an address that expects a call.
if [ -s "${BACKUP_PING_FILE:-}" ]; then
  curl -fsS --max-time 20 --retry 3 -o /dev/null "$(cat "$BACKUP_PING_FILE")" ||
    echo "The backup is complete, but the address in $BACKUP_PING_FILE does not answer" >&2
fi
