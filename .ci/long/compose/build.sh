#!/usr/bin/env bash
# Builds every image of the Dockerfile and prints what each adds to its base, and how much of that is libtorch.
#   bash .ci/long/compose/build.sh [TAG]
set -euo pipefail
cd "$(dirname "$0")/../../.."
tag=${1:-dev}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DOCKER_BUILDKIT=1
size() { docker image inspect --format '{{.Size}}' "$1"; }
# Bytes of the layers whose command holds a word.
layer() {
  docker history --no-trunc --human=false --format '{{.Size}} {{.CreatedBy}}' "$1" |
    awk -v word="$2" 'index($0, word) { n += $1 } END { print n + 0 }'
}

targets=(flywheel ranking data-mining generation generation-checkpoints judging judging-checkpoints training inference arena)
base=$(size mcr.microsoft.com/dotnet/aspnet:10.0)
code=0
for target in "${targets[@]}"; do
  image=arena-learning/$target:$tag
  docker build --network host --progress plain --target "$target" --tag "$image" . >"$log" 2>&1 || { tail -n 40 "$log" >&2; exit 1; }
  libtorch=$(layer "$image" /opt/libtorch)
  own=$(($(size "$image") - base - libtorch))
  printf '%-24s %4d MB above the base, libtorch %4d MB\n' "$target" $((own / 1000000)) $((libtorch / 1000000))
  [ "$own" -lt 130000000 ] || { echo "build: $target adds more than 130 MB beside libtorch" >&2; code=1; }
done
exit $code
