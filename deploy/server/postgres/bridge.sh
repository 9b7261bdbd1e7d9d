#!/bin/sh
# Runs once, when the server has no data yet: the bridge's user and database.
set -eu
password=$(cat /run/secrets/bridge_password)
psql -X -v ON_ERROR_STOP=1 -v password="$password" -U postgres -d postgres <<'SQL'
CREATE ROLE bridge LOGIN PASSWORD :'password' CONNECTION LIMIT 60;
CREATE DATABASE mt5_bridge OWNER bridge;
REVOKE CONNECT ON DATABASE mt5_bridge FROM PUBLIC;
SQL
# TimescaleDB where the image has it: the bridge then makes hypertables of bars and ticks.
psql -X -v ON_ERROR_STOP=1 -U postgres -d mt5_bridge <<'SQL'
SELECT 'CREATE EXTENSION IF NOT EXISTS timescaledb'
  FROM pg_available_extensions WHERE name = 'timescaledb' \gexec
SQL
