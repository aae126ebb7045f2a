#!/usr/bin/env bash
# Makes the passwords and keys that docker-compose.yml takes, in a folder outside the repository. What is there already is kept.
#
#   bash compose/secrets.sh ~/.arena
#   export ARENA_SECRETS=~/.arena
#
# The folder is its owner's alone. What containers are given is readable by all users of theirs, who see that one file and not the
# folder; the keys of those who ask, NAME.key, are their bearers' and in no container: the file `keys` has their hashes.
set -euo pipefail
umask 077

fail() { echo "secrets: $*" >&2; exit 2; }
[ $# -eq 1 ] || fail "name the folder to make them in: bash compose/secrets.sh ~/.arena"
repository=$(cd "$(dirname "$0")/.." && pwd -P)
mkdir -p "$1"
folder=$(cd "$1" && pwd -P)
case "$folder/" in "$repository"/*) fail "$folder is in the repository: name a folder outside it, so that no secret is committed or built into an image" ;; esac
chmod 700 "$folder"
cd "$folder"

random() { od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }
# Whole or not at all: NAME MODE, with the content at its standard input.
keep() {
  cat >"$1.new"
  chmod "$2" "$1.new"
  mv "$1.new" "$1"
  echo "secrets: $folder/$1"
}
# Both ends of a connection are made at once: one of them alone would fit nothing.
have() {
  local there=0 name
  for name; do [ ! -e "$name" ] || there=$((there + 1)); done
  [ $there -eq 0 ] || [ $there -eq $# ] || fail "$folder has some of $*, and not all: restore the others, or delete these"
  [ $there -gt 0 ]
}

have rabbitmq.conf bus bus-management || {
  password=$(random 24)
  printf 'default_user = arena\ndefault_pass = %s\nloopback_users = none\n' "$password" | keep rabbitmq.conf 444
  printf 'amqp://arena:%s@rabbitmq:5672/\n' "$password" | keep bus 444
  printf 'http://arena:%s@rabbitmq:15672\n' "$password" | keep bus-management 444
}
have redis.conf redis || {
  password=$(random 24)
  printf 'requirepass %s\nprotected-mode yes\nbind * -::*\ndir /data\nappendonly yes\nmaxmemory 1gb\nmaxmemory-policy allkeys-lru\n' "$password" |
    keep redis.conf 444
  printf 'redis://:%s@redis:6379/0\n' "$password" | keep redis 444
}
have postgres-password ledger || {
  password=$(random 24)
  printf '%s\n' "$password" | keep postgres-password 444
  printf 'postgres://arena:%s@postgres:5432/arena\n' "$password" | keep ledger 444
}
for name in inference-key grafana-password; do
  [ -e $name ] || random 24 | keep $name 444
done
have keys reader.key operator.key admin.key || {
  hashes=
  for role in reader operator admin; do
    key=arena_$(random 32)
    printf '%s\n' "$key" | keep $role.key 400
    hashes+="$role $role $(printf '%s' "$key" | sha256sum | cut -d ' ' -f 1)"$'\n'
  done
  # Its owner adds to it, with `arena keys new`.
  printf '%s' "$hashes" | keep keys 644
}
echo "secrets: export ARENA_SECRETS=$folder"
