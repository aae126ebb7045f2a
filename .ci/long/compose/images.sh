#!/usr/bin/env bash
# Makes images with the names that Dockerfile and docker-compose.yml use, from Debian's packages and this machine's .NET,
# for machines that reach no registry. Each takes the settings that the official image takes and that the compose file gives it.
# Run as root, with DOCKER_HOST of an engine of its own: the tags hide the official images there.
#
#   bash .ci/long/compose/images.sh FOLDER      # FOLDER keeps the Debian that all are made of
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
folder=${1:?"name the folder that is to keep the Debian that the images are made of"}
mirror=${ARENA_DEBIAN_MIRROR:-http://deb.debian.org/debian}
# The newer clients want a builder that Debian does not package; what is built here needs none.
export DOCKER_BUILDKIT=0

have() { docker image inspect "$1" >/dev/null 2>&1; }
# The version that the compose file names, so that a new one there needs no edit here.
named() { sed -n "s|^ *image: *\($1:[^ ]*\)$|\1|p" "$root/docker-compose.yml" | head -n 1; }

debian=arena-standin/debian:bookworm
if ! have "$debian"; then
  [ -e "$folder/rootfs/etc/debian_version" ] || debootstrap --variant=minbase \
    --include=ca-certificates,libicu72,libssl3,libgssapi-krb5-2,zlib1g,libstdc++6,tzdata bookworm "$folder/rootfs" "$mirror"
  # Packages' files are of no use in an image.
  rm -rf "$folder"/rootfs/var/cache/apt/archives/*.deb "$folder"/rootfs/var/lib/apt/lists/*
  tar -C "$folder/rootfs" -c . | docker import - "$debian" >/dev/null
fi

# .NET as the official images lay it out, with their variables.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
aspnet=mcr.microsoft.com/dotnet/aspnet:10.0
sdk=mcr.microsoft.com/dotnet/sdk:10.0
if ! have "$aspnet"; then
  { printf 'FROM %s\n' "$debian"
    echo 'COPY host /usr/share/dotnet/host'
    echo 'COPY shared /usr/share/dotnet/shared'
    echo 'COPY dotnet LICENSE.txt ThirdPartyNotices.txt /usr/share/dotnet/'
    echo 'RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet && groupadd --gid 1654 app && useradd --no-log-init --uid 1654 --gid app --create-home app'
    echo 'ENV APP_UID=1654 ASPNETCORE_HTTP_PORTS=8080 DOTNET_RUNNING_IN_CONTAINER=true'; } >"$folder/aspnet.dockerfile"
  docker build -q -t "$aspnet" -f "$folder/aspnet.dockerfile" "$dotnet" >/dev/null
fi
if ! have "$sdk"; then
  { printf 'FROM %s\n' "$aspnet"
    echo 'COPY sdk /usr/share/dotnet/sdk'
    echo 'COPY sdk-manifests /usr/share/dotnet/sdk-manifests'
    echo 'COPY packs /usr/share/dotnet/packs'
    echo 'ENV DOTNET_NOLOGO=true NUGET_XMLDOC_MODE=skip'; } >"$folder/sdk.dockerfile"
  docker build -q -t "$sdk-plain" -f "$folder/sdk.dockerfile" "$dotnet" >/dev/null
  # Restore goes through whatever this machine trusts; the certificates are in the local SDK alone, never in what is published.
  mkdir -p "$folder/trust" && cp -L "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$folder/trust/ca-certificates.crt"
  printf 'FROM %s\nCOPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt\n' "$sdk-plain" >"$folder/trust/Dockerfile"
  docker build -q -t "$sdk" "$folder/trust" >/dev/null
fi

for server in rabbitmq redis postgres prom/prometheus; do
  image=$(named "$server")
  [ -n "$image" ] || { echo "images: docker-compose.yml names no image of $server" >&2; exit 1; }
  have "$image" || docker build -q --network host --build-arg BASE="$debian" -t "$image" \
    -f "$here/standins/${server##*/}.dockerfile" "$here/standins" >/dev/null
  echo "images: $image"
done
