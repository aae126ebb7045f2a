ARG BASE
FROM ${BASE}
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends redis-server && rm -rf /var/lib/apt/lists/* \
 && mkdir -p /data && chown 999:999 /data
VOLUME /data
WORKDIR /data
CMD ["redis-server"]
