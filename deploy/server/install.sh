#!/usr/bin/env bash
# Makes this machine the server: secrets, units, daily backup. Run it as root, again after each
# upgrade; what exists stays as it is. The project is in /opt/mt5-bridge.
set -euo pipefail
umask 077
here=$(cd "$(dirname "$0")" && pwd)

cd "$here"
[ "$(id -u)" = 0 ] || {
  echo "Run this as root" >&2
  exit 1
}
[ "$here" = /opt/mt5-bridge/deploy/server ] || {
  echo "The units expect the project in /opt/mt5-bridge, it is in ${here%/deploy/server}" >&2
  exit 1
}
docker compose version >/dev/null || {
  echo "Docker and its compose plugin are needed: apt-get install docker.io docker-compose-v2" >&2
  exit 1
}
./prepare.sh
[ -e .env ] || cat >.env <<'TEXT'
# Where the servers listen: 127.0.0.1, or this machine's address in a private network.
BIND_ADDRESS=127.0.0.1
# alerts: messages of Prometheus; fleet: the fleet view. With a comma between them; empty for none.
COMPOSE_PROFILES=
TEXT
install -d -m 700 /var/backups/mt5-bridge
for unit in server.service backup.service backup.timer; do
  install -m 644 "../systemd/mt5-bridge-$unit" /etc/systemd/system/
done
systemctl daemon-reload
systemctl enable --now mt5-bridge-backup.timer
systemctl enable mt5-bridge-server.service
if grep -q '^COMPOSE_PROFILES=.*fleet' .env; then docker compose build; fi
systemctl restart mt5-bridge-server.service
docker compose ps
