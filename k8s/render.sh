#!/usr/bin/env bash
# Renders the chart into plain manifests, FOLDER/*.yaml, one for each template. A test compares what is committed in k8s/manifests.
#   bash k8s/render.sh [FOLDER]        HELM=/path/to/helm, where it is not on the PATH
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/manifests}
rendered=$(mktemp -d)
trap 'rm -rf "$rendered"' EXIT
"${HELM:-helm}" template arena "$here/../helm/arena-learning" --namespace arena --values "$here/values.yaml" --skip-tests --output-dir "$rendered" >/dev/null
mkdir -p "$folder"
rm -f "$folder"/*.yaml
for file in "$rendered"/arena-learning/templates/*.yaml; do
  # What says that helm looks after them would be wrong.
  sed '/^ *helm\.sh\//d; s|managed-by: Helm$|managed-by: kubectl|; /^  annotations:$/d; /^---$/{N; /\n# Source/s/\n.*//}' "$file" >"$folder/$(basename "$file")"
done
