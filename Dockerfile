# The images of Arena Learning: one target for each service, and `arena`, the command line. docs/containers.md tells of them.
#
#   docker build --target flywheel -t arena-learning/flywheel .

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS restored
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
WORKDIR /source
# What packages are needed stands in these files alone: this layer outlives changes of code.
COPY Directory.Build.props Directory.Packages.props Libtorch.props global.json ./
COPY services/DataMining/LanguageModels.props services/DataMining/
COPY shared/Api/Api.csproj shared/Api/
COPY shared/Artifacts/Artifacts.csproj shared/Artifacts/
COPY shared/Contracts/Contracts.csproj shared/Contracts/
COPY shared/Endpoints/Endpoints.csproj shared/Endpoints/
COPY shared/Hosting/Hosting.csproj shared/Hosting/
COPY shared/LanguageModels/LanguageModels.csproj shared/LanguageModels/
COPY shared/Monitoring/Monitoring.csproj shared/Monitoring/
COPY shared/Postgres/Postgres.csproj shared/Postgres/
COPY shared/Randomness/Randomness.csproj shared/Randomness/
COPY shared/Ratings/Ratings.csproj shared/Ratings/
COPY shared/Settings/Settings.csproj shared/Settings/
COPY services/Arena/Arena.csproj services/Arena/
COPY services/DataMining/DataMining.csproj services/DataMining/
COPY services/Flywheel/Flywheel.csproj services/Flywheel/
COPY services/Generation/Generation.csproj services/Generation/
COPY services/Inference/Inference.csproj services/Inference/
COPY services/Judging/Judging.csproj services/Judging/
COPY services/Ranking/Ranking.csproj services/Ranking/
COPY services/Training/Training.csproj services/Training/
RUN dotnet restore services/Arena/Arena.csproj -r linux-x64 -p:Torch=none -p:PublishReadyToRun=true

# libtorch for the CPU, one layer for all images that compute with models, without its tests and its Python half.
FROM restored AS libtorch
RUN dotnet restore services/Inference/Inference.csproj -r linux-x64 -p:Torch=cpu -p:PublishReadyToRun=true \
 && mkdir /libtorch && cd /root/.nuget/packages/libtorch-cpu-linux-x64/*/runtimes/linux-x64/native \
 && cp libc10.so libgomp-*.so.1 libshm.so libtorch.so libtorch_cpu.so libtorch_global_deps.so /libtorch/ \
 && chmod 755 /libtorch/*

FROM restored AS built
COPY .editorconfig LICENSE ./
COPY examples/ examples/
COPY shared/ shared/
COPY services/ services/
# The rules of style are kept by CI; an image is built sooner without.
RUN dotnet build services/Arena/Arena.csproj -c Release -r linux-x64 --no-self-contained --no-restore \
      -p:Torch=none -p:PublishReadyToRun=true -p:RunAnalyzers=false

# Each publishes what is built already. Native code beside the intermediate one halves the work of a start.
FROM built AS published-flywheel
RUN dotnet publish services/Flywheel/Flywheel.csproj -c Release -r linux-x64 --no-self-contained --no-restore \
      -p:Torch=none -p:PublishReadyToRun=true -p:RunAnalyzers=false -o /app

FROM built AS published-generation
RUN dotnet publish services/Generation/Generation.csproj -c Release -r linux-x64 --no-self-contained --no-restore \
      -p:Torch=none -p:PublishReadyToRun=true -p:RunAnalyzers=false -o /app

FROM built AS published-judging
RUN dotnet publish services/Judging/Judging.csproj -c Release -r linux-x64 --no-self-contained --no-restore \
      -p:Torch=none -p:PublishReadyToRun=true -p:RunAnalyzers=false -o /app

FROM built AS published-ranking
RUN dotnet publish services/Ranking/Ranking.csproj -c Release -r linux-x64 --no-self-contained --no-restore \
      -p:Torch=none -p:PublishReadyToRun=true -p:RunAnalyzers=false -o /app

FROM built AS published-data-mining
RUN dotnet publish services/DataMining/DataMining.csproj -c Release -r linux-x64 --no-self-contained --no-restore \
      -p:Torch=none -p:PublishReadyToRun=true -p:RunAnalyzers=false -o /app

FROM built AS published-training
RUN dotnet publish services/Training/Training.csproj -c Release -r linux-x64 --no-self-contained --no-restore \
      -p:Torch=none -p:PublishReadyToRun=true -p:RunAnalyzers=false -o /app

FROM built AS published-inference
RUN dotnet publish services/Inference/Inference.csproj -c Release -r linux-x64 --no-self-contained --no-restore \
      -p:Torch=none -p:PublishReadyToRun=true -p:RunAnalyzers=false -o /app

# It holds all services; compiled ahead they would be half as large again, and no command waits long for them.
FROM built AS published-arena
RUN dotnet publish services/Arena/Arena.csproj -c Release -r linux-x64 --no-self-contained --no-restore \
      -p:Torch=none -p:PublishReadyToRun=false -p:RunAnalyzers=false -o /app

# What every image has: a user without rights, the folders that it may write where they are mounted, and a probe.
FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime
COPY docker/healthy /usr/local/bin/
RUN mkdir -p /var/lib/arena/artifacts /var/cache/arena && chown -R 1654:1654 /var/lib/arena /var/cache/arena
# No debugger and no profiler attaches; counters, traces and dumps can be had, through a socket in TMPDIR.
ENV DOTNET_EnableDiagnostics_Debugger=0 DOTNET_EnableDiagnostics_Profiler=0 \
    HOME=/var/lib/arena XDG_CACHE_HOME=/var/cache/arena TMPDIR=/tmp
WORKDIR /var/lib/arena
USER 1654:1654

# Of a service: its health is asked at the management port. That it lives is enough: a lost broker is no reason for a new process.
FROM runtime AS service
EXPOSE 8080 8081 8082
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["healthy", "/healthz/live"]

FROM service AS service-with-libtorch
COPY --from=libtorch /libtorch /opt/libtorch
ENV ARENA_LIBTORCH=/opt/libtorch

FROM service AS flywheel
COPY --from=published-flywheel /app /app
ENTRYPOINT ["dotnet", "/app/ArenaLearning.Flywheel.dll"]

FROM service AS ranking
COPY --from=published-ranking /app /app
ENTRYPOINT ["dotnet", "/app/ArenaLearning.Ranking.dll"]

FROM service AS data-mining
COPY --from=published-data-mining /app /app
ENTRYPOINT ["dotnet", "/app/ArenaLearning.DataMining.dll"]

# Answers of endpoints and of records.
FROM service AS generation
COPY --from=published-generation /app /app
ENTRYPOINT ["dotnet", "/app/ArenaLearning.Generation.dll"]

# Answers of local checkpoints too.
FROM service-with-libtorch AS generation-checkpoints
COPY --from=published-generation /app /app
ENTRYPOINT ["dotnet", "/app/ArenaLearning.Generation.dll"]

# Verifier, language models, records and juries of them.
FROM service AS judging
COPY --from=published-judging /app /app
ENTRYPOINT ["dotnet", "/app/ArenaLearning.Judging.dll"]

# Reward models too.
FROM service-with-libtorch AS judging-checkpoints
COPY --from=published-judging /app /app
ENTRYPOINT ["dotnet", "/app/ArenaLearning.Judging.dll"]

FROM service-with-libtorch AS training
COPY --from=published-training /app /app
ENTRYPOINT ["dotnet", "/app/ArenaLearning.Training.dll"]

FROM runtime AS inference
COPY --from=libtorch /libtorch /opt/libtorch
COPY --from=published-inference /app /app
ENV ARENA_LIBTORCH=/opt/libtorch Inference__Host=0.0.0.0
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["healthy", "/health", "8000"]
ENTRYPOINT ["dotnet", "/app/ArenaLearning.Inference.dll"]

# Without libtorch: it runs campaigns on a server. What computes with models here needs ARENA_LIBTORCH, a mounted libtorch.
FROM runtime AS arena
COPY --from=published-arena /app /app
ENV PATH=/app:$PATH
ENTRYPOINT ["/app/arena"]
