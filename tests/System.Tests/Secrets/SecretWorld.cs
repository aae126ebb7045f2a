using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Services.Tests.Api;
using ArenaLearning.Services.Tests.Hosting;
using ArenaLearning.System.Tests.Broker;
using ArenaLearning.System.Tests.Campaigns;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.TestEndpoint;
using ArenaLearning.TestServers;
using RabbitMQ.Client;
using Xunit;
using Eventually = ArenaLearning.System.Tests.Processes.Eventually;

namespace ArenaLearning.System.Tests.Secrets;

/// <summary>
/// Every server that a system may have, each with a secret of its own, and every service as a process that is told them. What comes out of
/// anything is kept, to be looked through.
/// </summary>
internal sealed class SecretWorld : IAsyncDisposable
{
    public const string EndpointKey = "ARENA_TEST_ENDPOINT_KEY", WrongEndpointKey = "ARENA_TEST_WRONG_KEY";

    // Training has no setting that the others have not, and takes long to start.
    private static readonly string[] Services = ["Flywheel", "Generation", "Judging", "Ranking", "DataMining", "Inference"];

    private readonly List<IAsyncDisposable> owned = [];
    private readonly Dictionary<string, int> managementPorts = [];
    private readonly List<(string Source, string Text)> seen = [];
    private readonly TestIssuer issuer = TestIssuer.OfCurve();
    private string database = "", tap = "";
    private IConnection? tapping;

    public Canaries Canaries { get; } = new();

    public CampaignFolder Input { get; } = new();

    public CampaignFolder Output { get; } = new();

    public List<ChildProcess> Processes { get; } = [];

    /// <summary>What every process is told.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    public RabbitMqVirtualHost Broker { get; private set; } = null!;

    public PostgresServer Postgres { get; private set; } = null!;

    public S3Server S3 { get; private set; } = null!;

    public EndpointServer Endpoint { get; private set; } = null!;

    public Collector Collector { get; private set; } = null!;

    /// <summary>Of the Flywheel: gRPC, and JSON over HTTP with TLS; of Inference.</summary>
    public int GrpcPort { get; } = LoopbackPort.Free();

    public int HttpPort { get; } = LoopbackPort.Free();

    public int InferencePort { get; } = LoopbackPort.Free();

    public string OperatorKey { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>For Prometheus.</summary>
    public IReadOnlyList<(string Job, int Port, string Path)> Targets => [.. managementPorts.Select(port => (port.Key, port.Value, "/metrics"))];

    public static async Task<SecretWorld> StartAsync()
    {
        var world = new SecretWorld();
        try
        {
            await world.StartServersAsync();
            world.StartServices();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs <c>arena</c> to its end.</summary>
    /// <param name="shown">Value of <c>ARENA_KEY</c>.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> ArenaAsync(string shown, params string[] arguments)
    {
        var arena = ChildProcess.Start("arena", Programs.Arena, arguments, environment: [new("ARENA_KEY", shown)]);
        Processes.Add(arena);
        return await arena.WaitForExitAsync(ShortCampaign.Limit, Token);
    }

    /// <summary>A token of the issuer that the services trust.</summary>
    public string TokenOf(string place, TestIssuer? by = null) =>
        Canaries.Take(place, (by ?? issuer).Sign(TestIssuer.Claims(DateTimeOffset.UtcNow, "operator")));

    public void Keep(string source, string text) => seen.Add((source, text));

    /// <summary>Waits until every service is ready, then listens to all that they say over the bus.</summary>
    public async Task ReadyAsync()
    {
        using var http = new HttpClient();
        foreach (var (service, port) in managementPorts)
            await Eventually.HappensAsync($"{service} was ready", ShortCampaign.Limit, async () =>
            {
                try
                {
                    using var reply = await http.GetAsync($"http://127.0.0.1:{port}/healthz/ready", Token);
                    return reply.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            }, Processes, Token);
        tapping = await new ConnectionFactory { Uri = Broker.Address }.CreateConnectionAsync(Token);
        await using var channel = await tapping.CreateChannelAsync(cancellationToken: Token);
        tap = (await channel.QueueDeclareAsync("tap", exclusive: false, cancellationToken: Token)).QueueName;
        foreach (var exchange in await Broker.ExchangesAsync(Token)) await channel.QueueBindAsync(tap, exchange, "", cancellationToken: Token);
    }

    /// <returns>Every secret that came out anywhere, and how much was looked through.</returns>
    public async Task<(IReadOnlyList<string> Found, IReadOnlyDictionary<string, int> Lengths)> LookAsync()
    {
        using var http = new HttpClient();
        foreach (var (service, port) in managementPorts)
            foreach (var path in new[] { "metrics", "healthz/ready" })
                Keep($"{path} of {service}", await (await http.GetAsync($"http://127.0.0.1:{port}/{path}", Token)).Content.ReadAsStringAsync(Token));
        foreach (var process in Processes) Keep($"log of {process.Name}", string.Join('\n', process.Lines));
        Keep("traces", Collector.Received);
        Keep("messages", await MessagesAsync());
        Keep("ledger", await Postgres.RunProgramAsync("pg_dump", database));
        foreach (var folder in new[] { Output.Root, S3.Objects })
            Keep($"files of {Path.GetFileName(folder)}", string.Concat(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(path => $"{path}\n{File.ReadAllText(path, Encoding.Latin1)}\n")));
        return (
            [.. seen.SelectMany(one => Canaries.FoundIn(one.Source, one.Text))],
            seen.GroupBy(one => one.Source).ToDictionary(one => one.Key, one => one.Sum(part => part.Text.Length)));
    }

    public async ValueTask DisposeAsync()
    {
        if (tapping is not null) await tapping.DisposeAsync();
        foreach (var process in Processes) await process.DisposeAsync();
        owned.Reverse();
        foreach (var one in owned) await one.DisposeAsync();
        Input.Dispose();
        Output.Dispose();
    }

    private async Task StartServersAsync()
    {
        Broker = Own(await RabbitMqVirtualHost.CreateAsync(Token));
        var redis = Own(await RedisServer.StartAsync());
        Postgres = Own(await PostgresServer.StartAsync());
        S3 = Own(await S3Server.StartAsync(Canaries.PlantPlain("AWS_ACCESS_KEY_ID"), Canaries.Plant("AWS_SECRET_ACCESS_KEY")));
        Endpoint = Own(await EndpointServer.StartAsync(new() { Key = Canaries.PlantPlain(EndpointKey) }));
        Collector = Own(await Collector.StartAsync());

        var busUser = await Broker.AddUserAsync(Canaries.Plant("ARENA_BUS"), "", Token);
        Settings["ARENA_BUS"] = With(Broker.Address, busUser);
        Settings["ARENA_BUS_MANAGEMENT"] = With(Broker.Management, await Broker.AddUserAsync(Canaries.Plant("ARENA_BUS_MANAGEMENT"), "monitoring", Token));
        await redis.CommandAsync($"CONFIG SET requirepass {Canaries.Plant("ARENA_REDIS")}");
        Settings["ARENA_REDIS"] = With(new(redis.Address), $"default:{Uri.EscapeDataString(Canaries.Plant("ARENA_REDIS"))}");
        (database, Settings["ARENA_LEDGER"]) = await LedgerAsync();
        Settings["ARENA_ARTIFACTS"] = $"s3://{S3Server.Bucket}/runs";
        Settings["ARENA_S3_ENDPOINT"] = S3.Endpoint.ToString();
        Settings["AWS_ACCESS_KEY_ID"] = Canaries.PlantPlain("AWS_ACCESS_KEY_ID");
        Settings["AWS_SECRET_ACCESS_KEY"] = Canaries.Plant("AWS_SECRET_ACCESS_KEY");
        Settings[EndpointKey] = Canaries.PlantPlain(EndpointKey);
        Settings[WrongEndpointKey] = Canaries.PlantPlain(WrongEndpointKey);
        Settings["ARENA_ALLOWED_ENDPOINTS"] = Endpoint.BaseUrl;
        Settings["ARENA_ALLOWED_KEYS"] = $"{EndpointKey},{WrongEndpointKey}";
        Settings["ARENA_INFERENCE_KEY"] = Canaries.Plant("ARENA_INFERENCE_KEY");
        Settings["ARENA_BUDGET_USD"] = "50";
        Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Address;
        Settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        Settings["OTEL_EXPORTER_OTLP_HEADERS"] = $"authorization=Bearer%20{Canaries.PlantPlain("OTEL_EXPORTER_OTLP_HEADERS")}";
        Settings["OTEL_TRACES_SAMPLER"] = "always_on";
        WriteKeys();
    }

    private void WriteKeys()
    {
        var (key, kept) = KeysFile.NewKey("tests", KeyRole.Operator);
        OperatorKey = Canaries.Take("ARENA_KEY", key);
        Settings["ARENA_KEYS_FILE"] = Written("keys", KeysFile.LineOf(kept));
        Settings["ARENA_JWT_KEYS_FILE"] = Written("jwks.json", issuer.Jwks);
        Settings["ARENA_JWT_ISSUER"] = TestIssuer.Name;
        Settings["ARENA_JWT_AUDIENCE"] = TestIssuer.Audience;
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=arena.test", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Settings["ARENA_TLS_CERTIFICATE"] = Written("tls.crt", certificate.ExportCertificatePem());
        var pem = rsa.ExportPkcs8PrivateKeyPem();
        Canaries.Take("ARENA_TLS_KEY", pem.Split('\n')[5]);
        Settings["ARENA_TLS_KEY"] = Written("tls.key", pem);
    }

    private async Task<(string Name, string Address)> LedgerAsync()
    {
        var (name, password) = (await Postgres.CreateDatabaseAsync(), Canaries.Plant("ARENA_LEDGER"));
        await Postgres.ExecuteAsync("postgres", $"CREATE ROLE arena LOGIN PASSWORD '{password}'; ALTER DATABASE {name} OWNER TO arena");
        return (name, $"postgres://arena:{Uri.EscapeDataString(password)}@127.0.0.1:{Postgres.Port}/{name}");
    }

    private void StartServices()
    {
        foreach (var service in Services)
        {
            var told = new Dictionary<string, string?>(Settings)
            {
                ["ARENA_LOG"] = service == "Ranking" ? "text" : "json",
                ["Logging__LogLevel__Default"] = "Debug",
            };
            if (service == "Inference")
            {
                told["Inference__Checkpoints"] = Path.Combine(Programs.Repository, "examples/arithmetic/multiplier");
                told["Inference__Port"] = $"{InferencePort}";
            }
            else told["ARENA_MANAGEMENT"] = $"http://127.0.0.1:{managementPorts[service] = LoopbackPort.Free()}";
            if (service == "Flywheel") (told["ARENA_GRPC"], told["ARENA_HTTP"]) = ($"http://127.0.0.1:{GrpcPort}", $"https://127.0.0.1:{HttpPort}");
            Processes.Add(ChildProcess.Start(service, Programs.Service(service), [], environment: told));
        }
    }

    private async Task<string> MessagesAsync()
    {
        await using var channel = await tapping!.CreateChannelAsync(cancellationToken: Token);
        var messages = new StringBuilder();
        while (await channel.BasicGetAsync(tap, autoAck: true, Token) is { } message) messages.AppendLine(Encoding.UTF8.GetString(message.Body.Span));
        return messages.ToString();
    }

    private string Written(string name, string text)
    {
        var path = Path.Combine(Input.Root, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <param name="user">Name and password as they stand in an address.</param>
    public static string With(Uri server, string user) => $"{server.Scheme}://{user}@{server.Host}:{server.Port}{server.AbsolutePath}";

    private T Own<T>(T one) where T : IAsyncDisposable
    {
        owned.Add(one);
        return one;
    }
}
