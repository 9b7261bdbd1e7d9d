# shellcheck shell=bash disable=SC2154 # whoever reads this file has set "here"
# How backup.sh and restore.sh reach the servers of compose.yaml. For servers that run in another
# way, write the same functions into a file and name it in SERVERS.

compose() { docker compose --project-directory "$here" "$@"; }

# Runs one of PostgreSQL's programs as its superuser.
pg() { compose exec -T postgres env PGUSER=postgres "$@" 9>&-; }

redis_cli() {
  compose exec -T -e REDISCLI_AUTH="$(cat "$here/secrets/redis_backup_password")" redis \
    redis-cli --user backup "$@"
}

redis_stop() { compose stop redis; }
redis_start() { compose up -d --wait --no-deps redis; }

# Runs a line of shell in the folder with Redis' data, also while Redis is stopped.
in_redis_folder() {
  compose run --rm -T --no-deps --workdir /data --entrypoint sh redis -c "$1" 9>&-
}
