#!/usr/bin/env bash
# Writes the secrets that the manifests name to its standard output, with new passwords and keys. `create` leaves alone what is there already, so
# it is for the first time only; keep nothing of it in a repository.
#
#   bash k8s/secrets.sh | kubectl --namespace arena create --filename -
set -euo pipefail
[ ! -t 1 ] || { echo "secrets: pipe it: bash k8s/secrets.sh | kubectl --namespace arena create --filename -" >&2; exit 2; }

random() { od -An -v -tx1 -N 24 /dev/urandom | tr -d ' \n'; }
rabbitmq=$(random) redis=$(random) postgres=$(random)
cat <<SECRET
apiVersion: v1
kind: Secret
metadata: {name: arena-connections}
type: Opaque
stringData:
  rabbitmq-password: "$rabbitmq"
  bus: amqp://arena:$rabbitmq@arena-rabbitmq:5672/
  # KEDA, if there is one, asks from another namespace.
  bus-management: http://arena:$rabbitmq@arena-rabbitmq.${NAMESPACE:-arena}.svc:15672
  rabbitmq-user.conf: |
    default_user = arena
    default_pass = $rabbitmq
  redis-password: "$redis"
  redis: redis://:$redis@arena-redis:6379/0
  redis-auth.conf: |
    requirepass $redis
  postgres-password: "$postgres"
  ledger: postgres://arena:$postgres@arena-postgresql:5432/arena
  inference-key: "$(random)"
---
# For those who ask. No pod sees it.
apiVersion: v1
kind: Secret
metadata: {name: arena-access}
type: Opaque
stringData:
SECRET
hashes=
for role in reader operator admin; do
  key=arena_$(random)
  echo "  $role: $key"
  hashes+="    $role $role $(printf %s "$key" | sha256sum | cut -d ' ' -f 1)"$'\n'
done
cat <<SECRET
---
# What services see of the keys: their hashes.
apiVersion: v1
kind: Secret
metadata: {name: arena-keys}
type: Opaque
stringData:
  keys: |
$hashes
SECRET
