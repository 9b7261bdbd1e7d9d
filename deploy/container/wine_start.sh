#!/bin/sh
# Not supported: see Containerfile.wine. Starts a screen that nobody sees, the terminal under Wine
# and the bridge beside it, which is a program of Linux. Both talk over 127.0.0.1:5555.
set -eu
terminal=${TERMINAL:-$WINEPREFIX/drive_c/Program Files/MetaTrader 5/terminal64.exe}
Xvfb "$DISPLAY" -screen 0 1280x800x16 -nolisten tcp &
if [ "${1:-}" = install ]; then
  # Look at it through a tunnel: x11vnc listens on this container's own 127.0.0.1 only.
  x11vnc -display "$DISPLAY" -localhost -forever -nopw -quiet &
  exec wine "$2"
fi
[ -e "$terminal" ] || {
  echo "There is no $terminal. Install it first: docker run ... install /path/mt5setup.exe" >&2
  exit 1
}
wine "$terminal" /portable &
exec deno run -A --no-prompt --cached-only --conditions=module --unstable-lazy-dynamic-imports \
  --v8-flags=--max-semi-space-size=1,--optimize-for-size,--expose-gc /app/src/main.ts run \
  --env-file "${ENV_FILE:-/home/bridge/.env}" --data-dir "${DATA_DIR:-/data}"
