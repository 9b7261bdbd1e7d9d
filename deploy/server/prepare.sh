#!/usr/bin/env bash
# Makes the secrets of compose.yaml, each once: what exists is never changed.
set -euo pipefail
umask 077
cd "$(dirname "$0")"

folder=${SECRETS_DIR:-secrets}

# The folder is closed to the other users of this machine. The files in it can be read by the
# containers that get them, whose users are not root.
mkdir -p "$folder"
chmod 700 "$folder"

keep() {
  local file="$folder/$1" text=$2
  [ -e "$file" ] && return
  printf '%s' "$text" >"$file.new"
  chmod 444 "$file.new"
  mv "$file.new" "$file"
  echo "made $file"
}

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
secret() { cat "$folder/$1"; }

# The bridges that Prometheus reads; yours stay when the project is upgraded.
bridges=prometheus/bridges
if [ -z "${SECRETS_DIR:-}" ] && [ ! -e $bridges/bridges.yml ]; then
  install -m 644 $bridges/bridges.example $bridges/bridges.yml
fi

keep postgres_password "$(random)"
keep bridge_password "$(random)"
keep redis_password "$(random)"
keep redis_backup_password "$(random)"
keep grafana_password "$(random)"
keep bridge_read_token "$(random)"
keep fleet_page_token "$(random)"
keep fleet.env "# Settings of the fleet view. FLEET_TOKEN, the same as at the bridges, lets it send halts.
FLEET_TOKEN=
FLEET_PAGE_TOKEN=$(secret fleet_page_token)
FLEET_HOST=0.0.0.0
FLEET_PORT=8770
POSTGRES_HOST=postgres
POSTGRES_USER=bridge
POSTGRES_PASSWORD=$(secret bridge_password)
REDIS_HOST=redis
REDIS_USERNAME=bridge
REDIS_PASSWORD=$(secret redis_password)
"
keep alert_url 'https://example.invalid/'

# Bridges and the fleet view may do all that concerns data; only backups may copy everything.
keep redis.acl "user default off
user bridge on >$(secret redis_password) ~mt5:* &mt5:* +@all -@admin -@dangerous +info
user backup on >$(secret redis_backup_password) ~* +ping +sync +psync +replconf +dbsize +shutdown
"
