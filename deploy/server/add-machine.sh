#!/usr/bin/env bash
# Lets one more machine into the private network (WireGuard), and prints the file that it needs:
# add-machine.sh NAME. Run it as root. The file holds that machine's key: it is not kept here.
set -euo pipefail
umask 077
name=${1:-}
[[ $name =~ ^[a-z0-9-]{1,20}$ ]] || {
  echo "usage: add-machine.sh NAME (small letters, digits and -)" >&2
  exit 2
}
folder=${WIREGUARD_DIR:-/etc/wireguard}
config=$folder/wg0.conf
[ -s "$config" ] || {
  echo "There is no $config: see docs/deploy.md" >&2
  exit 1
}
if grep -qx "# $name" "$config"; then
  echo "$name is in $config already: remove its part there to give it a new key" >&2
  exit 1
fi
used=$(grep -c '^\[Peer\]' "$config" || true)
number=$((used + 2))
while grep -q "^AllowedIPs = 10\.77\.0\.$number/32$" "$config"; do number=$((number + 1)); done
[ "$number" -le 254 ] || {
  echo "The network 10.77.0.0/24 is full" >&2
  exit 1
}
key=$(wg genkey)
shared=$(wg genpsk)
cat >>"$config" <<TEXT

[Peer]
# $name
PublicKey = $(wg pubkey <<<"$key")
PresharedKey = $shared
AllowedIPs = 10.77.0.$number/32
TEXT
if [ "$folder" = /etc/wireguard ]; then systemctl reload wg-quick@wg0; fi
echo "Save what follows as $name.conf on that machine and open it with WireGuard:" >&2
cat <<TEXT
[Interface]
Address = 10.77.0.$number/32
PrivateKey = $key

[Peer]
PublicKey = $(awk '$1 == "PrivateKey" { print $3; exit }' "$config" | wg pubkey)
PresharedKey = $shared
AllowedIPs = 10.77.0.1/32
Endpoint = ${SERVER_ADDRESS:-ADDRESS-OF-THIS-SERVER}:51820
PersistentKeepalive = 25
TEXT
