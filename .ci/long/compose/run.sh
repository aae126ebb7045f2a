#!/usr/bin/env bash
# The whole system in containers: makes secrets, builds the images, brings docker-compose.yml up, runs the quick campaign there and in
# one process, compares the digests, asks Prometheus for every panel and rule, and takes all of it down. README.md beside it says more.
#
#   bash .ci/long/compose/run.sh FOLDER     # FOLDER keeps logs and what the campaigns leave behind
#
# ARENA_BUILT=1 takes images with the tag `long` that are there already.
set -euo pipefail
cd "$(dirname "$0")/../../.."
here=.ci/long/compose
work=$(mkdir -p "${1:?name a folder for logs and results}" && cd "$1" && pwd)
export ARENA_TAG=long ARENA_SECRETS=$work/secrets COMPOSE_PROJECT_NAME=arena-long
if [ -n "${ARENA_COMPOSE:-}" ]; then read -ra compose <<<"$ARENA_COMPOSE"
elif docker compose version >/dev/null 2>&1; then compose=(docker compose)
else compose=(docker-compose); fi

say() { echo "== $* ($SECONDS s)"; }
fail() { echo "run: $*" >&2; exit 1; }
end() {
  local code=$?
  trap - EXIT
  [ $code -eq 0 ] || "${compose[@]}" logs --no-color >"$work/services.log" 2>&1 || true
  say "down"
  "${compose[@]}" down --volumes >"$work/down.log" 2>&1 || true
  [ $code -eq 0 ] && echo "run: passed" || echo "run: failed; logs are in $work" >&2
  exit $code
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Images of Debian 12, which images.sh makes, have an old libstdc++.
export ARENA_TMP_OPTIONS=,exec

say "secrets"
bash compose/secrets.sh "$ARENA_SECRETS" >/dev/null
grep -ohE '[0-9a-f]{48,}' "$ARENA_SECRETS"/* >"$work/words"
# A quick campaign's training jobs last for seconds: Prometheus has to look often to see them.
sed 's/scrape_interval: 10s/scrape_interval: 1s/' compose/prometheus.yml >"$work/prometheus.yml"
cat >"$work/override.yml" <<YAML
services:
  prometheus:
    volumes: ["$work/prometheus.yml:/etc/prometheus/prometheus.yml:ro"]
YAML
export COMPOSE_FILE=docker-compose.yml:$work/override.yml
if [ -z "${ARENA_BUILT:-}" ]; then
  say "images"
  bash $here/build.sh "$ARENA_TAG" | tee "$work/sizes.txt"
fi

services=(rabbitmq redis postgres flywheel generation judging ranking data-mining training inference prometheus)
grafana=$("${compose[@]}" config | sed -n 's|^ *image: *\(grafana/.*\)$|\1|p')
if docker image inspect "$grafana" >/dev/null 2>&1; then services+=(grafana)
else echo "run: $grafana is not here: nothing of Grafana but its files is checked"; fi
say "up: ${services[*]}"
"${compose[@]}" up --detach --no-build "${services[@]}" >"$work/up.log" 2>&1 ||
  { tail -n 20 "$work/up.log" >&2; fail "compose does not come up"; }
container() { "${compose[@]}" ps -q "$1"; }
for service in "${services[@]}"; do
  for _ in $(seq 120); do
    health=$(docker inspect --format '{{.State.Health.Status}}' "$(container "$service")")
    [ "$health" = healthy ] && break
    sleep 1
  done
  [ "$health" = healthy ] || { docker logs --tail 5 "$(container "$service")" >&2; fail "$service is $health after two minutes"; }
done
say "all are healthy"

for service in "${services[@]}"; do
  id=$(container "$service")
  rights=$(docker inspect --format '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}' "$id")
  [ "$rights" = "true [ALL] [no-new-privileges:true]" ] || fail "$service has rights that it does not need: $rights"
  [ "$(docker exec "$id" id -u)" != 0 ] || fail "$service runs as root"
  ! docker exec "$id" touch /etc/written 2>/dev/null || fail "$service can write to its root"
  [ "$(docker inspect "$id" | grep -cFf "$work/words")" = 0 ] || fail "the settings of $service hold a secret"
done

http() { curl --silent --show-error --max-time 10 "$@"; }
campaigns=http://127.0.0.1:${ARENA_HTTP_PORT:-8082}/v1/campaigns
[ "$(http -o /dev/null -w '%{http_code}' "$campaigns")" = 401 ] || fail "a caller without a key is let in"
http --fail -H "Authorization: Bearer $(cat "$ARENA_SECRETS/reader.key")" "$campaigns" >/dev/null

mkdir -p "$work/there" "$work/alone" "$work/libtorch"
digest() { sed -n 's/.*"digest": *"\([0-9a-f]*\)".*/\1/p' "$1/result.json"; }
say "the quick campaign on the server"
ARENA_USER=$(id -u):$(id -g) ARENA_KEY=$(cat "$ARENA_SECRETS/operator.key") "${compose[@]}" run --rm -T --no-deps -v "$work/there:/runs" arena \
  run --profile quick --server http://flywheel:8080 --out /runs/quick >"$work/there.log" 2>&1 ||
  { tail -n 20 "$work/there.log" >&2; fail "the campaign failed"; }
say "every panel and rule"
python3 $here/panels.py "http://127.0.0.1:${ARENA_PROMETHEUS_PORT:-9090}" | tee "$work/panels.txt"

say "the quick campaign in one process"
docker cp "$(container training):/opt/libtorch/." "$work/libtorch"
docker run --rm --read-only --tmpfs "/tmp:mode=1777$ARENA_TMP_OPTIONS" --user "$(id -u):$(id -g)" --network none \
  -v "$work/libtorch:/opt/libtorch:ro" -v "$work/alone:/runs" -e ARENA_LIBTORCH=/opt/libtorch \
  "arena-learning/arena:$ARENA_TAG" run --profile quick --out /runs/quick >"$work/alone.log" 2>&1 ||
  { tail -n 20 "$work/alone.log" >&2; fail "the campaign failed in one process"; }
there=$(digest "$work/there/quick") alone=$(digest "$work/alone/quick")
echo "digest on the server      $there"
echo "digest in one process     $alone"
[ -n "$there" ] && [ "$there" = "$alone" ] || fail "the digests differ"

"${compose[@]}" logs --no-color >"$work/services.log" 2>&1
# What was there was looked for: the key is in the file of words.
grep -qF "$(cut -d _ -f 2 "$ARENA_SECRETS/operator.key")" "$work/words" || fail "the words of secrets are not there"
! grep -lFf "$work/words" "$work"/*.log || fail "a log holds a secret"
