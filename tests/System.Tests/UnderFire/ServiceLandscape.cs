using ArenaLearning.DataMining;
using ArenaLearning.Flywheel;
using ArenaLearning.Generation;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Judging;
using ArenaLearning.Ranking;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.TestEndpoint;
using ArenaLearning.TestServers;
using ArenaLearning.Training;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Eventually = ArenaLearning.System.Tests.Processes.Eventually;

namespace ArenaLearning.System.Tests.UnderFire;

/// <summary>
/// All that a team runs, on loopback: RabbitMQ, PostgreSQL, Redis, an S3 server and an endpoint, and replicas of the services as processes that reach
/// each server over a link of their own. Ends when disposed.
/// </summary>
internal sealed class ServiceLandscape : IAsyncDisposable
{
    public const string Broker = "RabbitMQ", Database = "PostgreSQL", Cache = "Redis", Store = "S3";

    /// <summary>Seconds for which a process may say nothing before others take over what it holds.</summary>
    public const int LeaseSeconds = 3;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);

    private const string LeaderOfCampaign = """
        SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    /// <summary>Of all services, those that outlive them.</summary>
    private static readonly IReadOnlyList<string> Queues = BusConsumers.QueuesOf(consumers =>
    {
        consumers.AddFlywheel();
        consumers.AddGeneration();
        consumers.AddJudging();
        consumers.AddRanking();
        consumers.AddDataMining();
        consumers.AddTraining();
    });

    private static IEnumerable<string> Graves => Queues.SelectMany(name => new[] { $"{name}_error", $"{name}_skipped" });

    private readonly CampaignKeys keys;
    private readonly List<Replica> replicas = [];
    private string database = "";
    private long recorded;

    private ServiceLandscape(RabbitMqServer rabbitMq, PostgresServer postgres, RedisServer redis, S3Server s3, EndpointServer endpoint, CampaignKeys keys) =>
        (RabbitMq, Postgres, Redis, S3, Endpoint, this.keys) = (rabbitMq, postgres, redis, s3, endpoint, keys);

    public RabbitMqServer RabbitMq { get; }
    public PostgresServer Postgres { get; }
    public RedisServer Redis { get; }
    public S3Server S3 { get; }
    public EndpointServer Endpoint { get; }

    /// <summary>Where the tables lie, and the objects; null where this process may make no disk.</summary>
    public SmallDisk? TableDisk { get; private init; }

    /// <inheritdoc cref="TableDisk"/>
    public SmallDisk? ObjectDisk { get; private init; }

    public IReadOnlyList<Replica> Replicas => replicas;

    public IEnumerable<ChildProcess> Processes => replicas.Select(replica => replica.Process);

    private readonly Dictionary<int, int> flywheelPorts = [];

    /// <param name="services">A name for each replica.</param>
    /// <param name="endpoint">Campaigns may ask it.</param>
    public static async Task<ServiceLandscape> StartAsync(IReadOnlyList<string> services, EndpointServer endpoint, CancellationToken cancellationToken)
    {
        var (tables, objects) = (await SmallDisk.TryMakeAsync(), await SmallDisk.TryMakeAsync());
        // The broker takes longest, and needs nobody.
        var broker = RabbitMqServer.StartAsync();
        var postgres = await PostgresServer.StartAsync();
        var landscape = new ServiceLandscape(
            await broker, postgres, await RedisServer.StartAsync(), await S3Server.StartAsync(disk: objects), endpoint,
            await CampaignKeys.CreateAsync(cancellationToken))
        {
            TableDisk = tables,
            ObjectDisk = objects,
        };
        landscape.database = tables is null ? await postgres.CreateDatabaseAsync() : await postgres.CreateDatabaseAsync(tables);
        foreach (var service in services) landscape.Add(service);
        foreach (var port in landscape.flywheelPorts.Values)
            await Eventually.HappensAsync(
                "a Flywheel listened", StartLimit, () => LoopbackPort.AnswersAsync(port, cancellationToken), landscape.Processes, cancellationToken);
        await Eventually.HappensAsync(
            "all queues were there", StartLimit, async () => (await landscape.CountsAsync(Queues, cancellationToken)).Count == Queues.Count,
            landscape.Processes, cancellationToken);
        return landscape;
    }

    /// <summary>Starts <c>arena run</c> against the Flywheels.</summary>
    /// <param name="arguments">But for the servers.</param>
    public ChildProcess StartCampaign(IEnumerable<string> arguments) => ChildProcess.Start(
        "arena run", Programs.Arena, [.. arguments, "--server", string.Join(',', flywheelPorts.Values.Select(port => $"http://127.0.0.1:{port}"))],
        environment: [new("ARENA_KEY", keys.Operator)]);

    /// <returns>Units that the ledger holds; the last that was known while the server does not answer.</returns>
    public async Task<long> RecordedAsync()
    {
        try
        {
            return recorded = await Postgres.NumberAsync(database, "SELECT (SELECT COUNT(*) FROM responses) + (SELECT COUNT(*) FROM verdicts)");
        }
        // Away, or without its tables yet.
        catch (NpgsqlException)
        {
            return recorded;
        }
    }

    /// <returns>Messages that wait in the queues of services, or that a service holds.</returns>
    public async Task<long> UnhandledAsync()
    {
        var graves = Graves.ToHashSet();
        return (await RabbitMq.MessagesAsync()).Where(queue => !graves.Contains(queue.Key)).Sum(queue => queue.Value);
    }

    /// <returns>Queues with messages that no service could handle.</returns>
    public async Task<IReadOnlyList<string>> DeadLettersAsync(CancellationToken cancellationToken) =>
        [.. (await CountsAsync(Graves, cancellationToken)).Where(queue => queue.Count > 0).Select(queue => $"{queue.Name}: {queue.Count}")];

    public async Task DropDeadLettersAsync(CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = RabbitMq.Address() }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var grave in Graves) await channel.QueueDeleteAsync(grave, cancellationToken: cancellationToken);
    }

    /// <returns>The Flywheel that leads the campaign; null where none does.</returns>
    public async Task<Replica?> LeaderAsync()
    {
        try
        {
            return await Postgres.TextAsync(database, LeaderOfCampaign) is not { } name ? null : replicas.SingleOrDefault(replica =>
                replica.Service == "Flywheel" && name.StartsWith($"arena {replica.Process.Id} ", StringComparison.Ordinal));
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas) await replica.DisposeAsync();
        await RabbitMq.DisposeAsync();
        await Redis.DisposeAsync();
        await S3.DisposeAsync();
        await Postgres.DisposeAsync();
        keys.Dispose();
        foreach (var disk in new[] { TableDisk, ObjectDisk }.OfType<SmallDisk>()) await disk.DisposeAsync();
    }

    private async Task<IReadOnlyList<(string Name, long Count)>> CountsAsync(IEnumerable<string> queues, CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = RabbitMq.Address() }.CreateConnectionAsync(cancellationToken);
        var counts = new List<(string, long)>();
        foreach (var queue in queues)
            try
            {
                // One that is not there closes the channel.
                await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
                counts.Add((queue, await channel.MessageCountAsync(queue, cancellationToken)));
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
            }
        return counts;
    }

    private void Add(string service)
    {
        var number = 1 + replicas.Count(replica => replica.Service == service);
        if (service == "Flywheel") flywheelPorts[number] = LoopbackPort.Free();
        Dictionary<string, int> servers = new()
        {
            [Broker] = RabbitMq.Port,
            [Database] = Postgres.Port,
            [Cache] = Redis.Port,
            [Store] = S3.Port,
        };
        replicas.Add(new(service, number, servers, links => (RabbitMq.Address(links[Broker].Port), new()
        {
            ["ARENA_LEASE"] = $"{LeaseSeconds}",
            ["ARENA_LEDGER"] = Postgres.Address(database, links[Database].Port),
            ["ARENA_REDIS"] = $"redis://127.0.0.1:{links[Cache].Port}",
            ["ARENA_CACHE"] = null,
            ["ARENA_ARTIFACTS"] = $"s3://{S3Server.Bucket}/runs",
            ["ARENA_S3_ENDPOINT"] = $"http://127.0.0.1:{links[Store].Port}",
            ["AWS_ACCESS_KEY_ID"] = S3Server.KeyId,
            ["AWS_SECRET_ACCESS_KEY"] = S3Server.Secret,
            ["ARENA_KEYS_FILE"] = keys.File,
            ["ARENA_ALLOWED_ENDPOINTS"] = Endpoint.BaseUrl,
            ["ARENA_GRPC"] = service == "Flywheel" ? $"http://127.0.0.1:{flywheelPorts[number]}" : "off",
        })));
    }
}
