namespace ArenaLearning.Settings;

/// <summary>Every setting that a process of Arena Learning reads. Each service says which of them are its own, and who reads them.</summary>
public static class KnownSettings
{
    public const string Prefix = "ARENA_";

    private const string Nobody = "none";

    public static Setting Bus { get; } = new(
        "ARENA_BUS", "The RabbitMQ broker: `amqp://USER:PASSWORD@HOST:5672/VHOST`, or `amqps://` for TLS. A service does not start without it",
        Nobody, Secret: true);

    public static Setting Management { get; } = new(
        "ARENA_MANAGEMENT", "Where to listen for those who run the service: [health and metrics](running-services.md#ports); `off` for nowhere",
        "`http://0.0.0.0:8081`");

    public static Setting Grpc { get; } = new(
        "ARENA_GRPC", "Where to listen for gRPC; `off` for nowhere. A service that has no such methods does not listen", "`http://0.0.0.0:8080`");

    public static Setting Http { get; } = new(
        "ARENA_HTTP", "Where to listen for JSON over HTTP; `off` for nowhere. A service that has no such methods does not listen", "`http://0.0.0.0:8082`");

    public static Setting TlsCertificate { get; } = new(
        "ARENA_TLS_CERTIFICATE", "PEM file with the certificate of addresses that begin with `https`", Nobody);

    public static Setting TlsKey { get; } = new(
        "ARENA_TLS_KEY", "PEM file with the key of the certificate", "the certificate's file");

    public static Setting LogFormat { get; } = new(
        "ARENA_LOG", "How to write the log on standard error: `text`, a line for each event, or `json`, an object for each with campaign, chunk and unit",
        "`text` at a terminal, else `json`");

    public static Setting LogLevel { get; } = new(
        "Logging__LogLevel__Default",
        "What to log: `Trace`, `Debug`, `Information`, `Warning`, `Error`, `Critical` or `None`; for a part `Logging__LogLevel__NAMESPACE`", "`Warning`");

    public static Setting BusManagement { get; } = new(
        "ARENA_BUS_MANAGEMENT", "RabbitMQ's management API, `http://USER:PASSWORD@HOST:15672`: a status then says how full queues are", Nobody, Secret: true);

    public static Setting Lease { get; } = new(
        "ARENA_LEASE", "Seconds without a sign of life after which others [take over](running-services.md#when-something-dies) what a process holds: "
            + "one that is halted or cut off", "`30`");

    public static Setting KeysFile { get; } = new(
        "ARENA_KEYS_FILE", "File of the [keys that are let in](api.md#keys) over gRPC and HTTP; `off` lets everybody in, to do everything", "nobody is let in");

    public static Setting JwtAuthority { get; } = new(
        "ARENA_JWT_AUTHORITY", "Address of the OpenID provider whose [tokens are let in](api.md#tokens), `https://id.example.com/realms/arena`: its "
            + "discovery document says who the issuer is and where its keys are", "no tokens are let in, unless there is `ARENA_JWT_KEYS_FILE`");

    public static Setting JwtKeysFile { get; } = new(
        "ARENA_JWT_KEYS_FILE", "JWKS file with the public keys of the issuer whose tokens are let in, where there is no `ARENA_JWT_AUTHORITY`; it is read "
            + "again when it changes", Nobody);

    public static Setting JwtIssuer { get; } = new(
        "ARENA_JWT_ISSUER", "What tokens have to have as `iss`", "what the discovery document says; it is needed with `ARENA_JWT_KEYS_FILE`");

    public static Setting JwtAudience { get; } = new(
        "ARENA_JWT_AUDIENCE", "What tokens have to have in `aud`, so that one for somebody else is no use here", "none; it is needed where tokens are let in");

    public static Setting JwtRoleClaim { get; } = new(
        "ARENA_JWT_ROLE_CLAIM", "Claim of a token that says what its bearer is: words, or a list of them. A dot goes into an object: `realm_access.roles`",
        "`roles`");

    public static Setting JwtRoles { get; } = new(
        "ARENA_JWT_ROLES", "Which word of that claim makes whom: `reader=arena-readers,operator=arena-operators,admin=platform`. A role may come several times",
        "`reader=reader,operator=operator,admin=admin`");

    public static Setting Key { get; } = new(
        "ARENA_KEY", "The [key](api.md#keys), or the [token](api.md#tokens), that the command line shows to a server; its file is read at each call",
        Nobody, Secret: true);

    public static Setting Server { get; } = new(
        "ARENA_SERVER", "The server that the command line asks: `http://HOST:8080`, or several with commas", "that of `--server`");

    public static Setting AllowedEndpoints { get; } = new(
        "ARENA_ALLOWED_ENDPOINTS", "Addresses of [endpoints](endpoints.md) that campaigns from the network may ask, with all below them, separated by commas: "
            + "`http://vllm:8000/v1,https://api.example.com`", "none");

    public static Setting AllowedKeys { get; } = new(
        "ARENA_ALLOWED_KEYS", "Names of environment variables of the workers that campaigns from the network may name in `key_env`, separated by commas",
        "none");

    public static Setting DrainSeconds { get; } = new(
        "ARENA_DRAIN_SECONDS", "Seconds in which a service that is told to stop ends what it has at hand. What is not done then is given back to the broker",
        "`30`");

    public static Setting Reflection { get; } = new(
        "ARENA_REFLECTION", "`off` does not tell clients over gRPC which methods there are", "`on`");

    public static Setting OtlpEndpoint { get; } = new(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "Where to send [traces](running-services.md#traces): a collector that takes OTLP, `http://HOST:4317`. "
            + "OpenTelemetry's other variables (`OTEL_EXPORTER_OTLP_PROTOCOL`, `OTEL_EXPORTER_OTLP_HEADERS` and so on) are heard too", "no traces");

    public static Setting TracesSampler { get; } = new(
        "OTEL_TRACES_SAMPLER", "Which traces are kept, with `OTEL_TRACES_SAMPLER_ARG`: `always_on`, `parentbased_traceidratio` and so on", "a tenth of them");

    public static Setting Redis { get; } = new(
        "ARENA_REDIS", "The Redis through which processes [share an endpoint's limits](endpoints.md#several-processes) and replies: "
            + "`redis://USER:PASSWORD@HOST:6379/DATABASE`, or `rediss://` for TLS. One that does not answer makes a service slow", Nobody, Secret: true);

    public static Setting Cache { get; } = new(
        "ARENA_CACHE", "Folder of the [cache of replies](endpoints.md#cache), or `off`", "Redis, if there is one, else a folder of the user's cache");

    public static Setting CacheExpiry { get; } = new(
        "ARENA_CACHE_EXPIRY", "How long [replies are kept](endpoints.md#cache), in days, hours or minutes: `30d`, `12h`, `45m`", "for ever");

    public static Setting Artifacts { get; } = new(
        "ARENA_ARTIFACTS",
        "[Where artifacts lie](running-services.md#where-artifacts-lie): `s3://BUCKET/PREFIX`, or the path of a folder that every process sees",
        "the output folder, which every process sees");

    public static Setting ArtifactCache { get; } = new(
        "ARENA_ARTIFACT_CACHE", "Folder with local copies of what was read from a bucket. Processes of one machine may share it",
        "`arena-learning/artifacts` in the user's cache folder");

    public static Setting ArtifactCacheGb { get; } = new("ARENA_ARTIFACT_CACHE_GB", "Most gigabytes that the copies may hold", "`20`");

    public static Setting S3Endpoint { get; } = new("ARENA_S3_ENDPOINT", "Address of the S3 server, such as `http://minio:9000`, without keys", "Amazon S3");

    public static Setting S3Region { get; } = new(
        "ARENA_S3_REGION", "Region of the bucket, such as `eu-central-1`", "that of `AWS_REGION`; `us-east-1` for a server of your own");

    public static Setting S3PathStyle { get; } = new(
        "ARENA_S3_PATH_STYLE", "`true` where the bucket's name is in the path, `false` where it is in the host",
        "`true` with `ARENA_S3_ENDPOINT`, else `false`");

    public static Setting S3PartMb { get; } = new("ARENA_S3_PART_MB", "What is larger is sent in parts of so many MiB", "`16`");

    public static Setting Ledger { get; } = new(
        "ARENA_LEDGER",
        "The PostgreSQL database that keeps the [ledgers](running-services.md#ledgers-in-postgresql) and the [official boards](api.md#rankings): "
            + "`postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=require`. `arena` asks it for what `--bus` campaigns have recorded",
        "ledgers in the output folders, boards in memory", Secret: true);

    public static Setting Libtorch { get; } = new(
        "ARENA_LIBTORCH", "Folder of a libtorch to use instead of the packaged one", "the packaged one");

    public static Setting Budget { get; } = new(
        "ARENA_BUDGET_USD", "Most US dollars that all campaigns of a Flywheel may spend together, from the start of its process on, for example `25.50`. "
            + "Beside it each campaign keeps its own [budget](campaign-file.md#budget)", "no limit");

    public static Setting InferenceKey { get; } = new(
        "ARENA_INFERENCE_KEY", "The key that requests to Inference must bring", "all are welcome", Secret: true);

    public static Setting InferenceCheckpoints { get; } = new(
        "Inference__Checkpoints", "Folders of [checkpoints to serve](serving-models.md), or `NAME=FOLDER`, separated by semicolons", "none; it is needed");

    public static Setting InferenceHost { get; } = new("Inference__Host", "Address that Inference listens at", "`127.0.0.1`");

    public static Setting InferencePort { get; } = new("Inference__Port", "Port that Inference listens at; 0 takes any that is free", "`8000`");

    public static Setting InferenceDevice { get; } = new("Inference__Device", "`auto`, `cpu` or `cuda`", "`auto`");

    public static Setting InferenceSlots { get; } = new("Inference__Slots", "Answers of a model that are decoded together", "`8`");

    public static Setting InferenceQueue { get; } = new("Inference__Queue", "Answers that may wait for a slot of a model", "`256`");

    /// <summary>In the order of <c>docs/settings.md</c>.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Bus, BusManagement, Lease, Redis, Cache, CacheExpiry, Ledger, Artifacts, ArtifactCache, ArtifactCacheGb, S3Endpoint, S3Region, S3PathStyle, S3PartMb,
        Budget, Libtorch, Management, Grpc, Http, TlsCertificate, TlsKey, DrainSeconds, KeysFile, JwtAuthority, JwtKeysFile, JwtIssuer,
        JwtAudience, JwtRoleClaim, JwtRoles, Reflection, AllowedEndpoints, AllowedKeys, LogFormat, LogLevel,
        OtlpEndpoint, TracesSampler,
        InferenceKey, InferenceCheckpoints, InferenceHost, InferencePort, InferenceDevice, InferenceSlots, InferenceQueue, Server, Key,
    ];
}
