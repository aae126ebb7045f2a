using System.Diagnostics;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.TestServers;
using Eventually = ArenaLearning.System.Tests.Processes.Eventually;

namespace ArenaLearning.System.Tests.UnderFire;

/// <summary>Everything that may go wrong, and the order in which it does. All is drawn from the random numbers that are handed in.</summary>
internal static class Faults
{
    private const string LeftOut = "left out: only root can make a small disk";

    /// <summary>How soon another Flywheel has to go on where a leader was killed.</summary>
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4), Lease = TimeSpan.FromSeconds(ServiceLandscape.LeaseSeconds);

    /// <summary>Another Flywheel leads within <see cref="TakeOver"/>.</summary>
    public static Fault KillLeader { get; } = new("kill -9 of the Flywheel that leads", TearsRequests: false, async (landscape, _, token) =>
    {
        var leader = await LeaderAsync(landscape, token);
        await leader.Process.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        await HappensAsync(
            landscape, "another Flywheel led", async () => await landscape.LeaderAsync() is { } other && other != leader, token, TakeOver);
        var told = $"{leader}; another led after {Stopwatch.GetElapsedTime(killed).TotalSeconds:0.0} s";
        await leader.RestartAsync();
        return told;
    });

    /// <summary>The other Flywheel goes on with its campaign; when it is back it finds that it no longer leads.</summary>
    public static Fault HaltLeader { get; } = new("SIGSTOP of the Flywheel that leads", TearsRequests: false, async (landscape, _, token) =>
    {
        var leader = await LeaderAsync(landscape, token);
        await leader.Process.HaltAsync();
        await HappensAsync(
            landscape, "another Flywheel led", async () => await landscape.LeaderAsync() is { } other && other != leader, token);
        await leader.Process.GoOnAsync();
        return $"{leader}, until another led";
    });

    public static Fault KillBroker { get; } = new("kill -9 of RabbitMQ", TearsRequests: true, async (landscape, _, _) =>
    {
        await landscape.RabbitMq.KillAsync();
        await landscape.RabbitMq.RestartAsync();
        return "";
    });

    public static Fault KillDatabase { get; } = new("kill -9 of PostgreSQL", TearsRequests: false, async (landscape, random, token) =>
    {
        await landscape.Postgres.KillAsync();
        await PauseAsync(random, token);
        await landscape.Postgres.RestartAsync();
        return "";
    });

    public static Fault KillCache { get; } = new("kill -9 of Redis, which loses all", TearsRequests: true, async (landscape, random, token) =>
    {
        await landscape.Redis.KillAsync();
        await PauseAsync(random, token);
        await landscape.Redis.RestartAsync();
        return "";
    });

    public static Fault KillStore { get; } = new("kill -9 of the S3 server", TearsRequests: false, async (landscape, random, token) =>
    {
        await landscape.S3.KillAsync();
        await PauseAsync(random, token);
        await landscape.S3.RestartAsync();
        return "";
    });

    /// <summary>Between one process and one server, for longer or shorter than a lease; then all that was sent arrives, or the connections are reset.</summary>
    public static Fault Cut { get; } = new("cut of the network", TearsRequests: true, async (landscape, random, token) =>
    {
        var replica = Drawn(landscape.Replicas, random);
        var (server, link) = Drawn([.. replica.Links.OrderBy(one => one.Key, StringComparer.Ordinal)], random);
        var (length, resets) = (Lease * (0.3 + (1.5 * random.NextDouble())), random.Next(2) == 0);
        link.Cut();
        await Task.Delay(length, token);
        if (resets) link.Reset();
        link.Mend();
        return $"{replica} to {server}, {length.TotalSeconds:0.0} s{(resets ? ", then reset" : "")}";
    });

    /// <summary>Until a Flywheel has said what to do.</summary>
    public static Fault FillTables { get; } = new("full disk of PostgreSQL", TearsRequests: false, async (landscape, _, token) =>
        landscape.TableDisk is { } disk ? await FillAsync(landscape, disk, "the server's disk is full", token) : LeftOut);

    /// <summary>Until a process has said what to do.</summary>
    public static Fault FillStore { get; } = new("full disk of the S3 server", TearsRequests: false, async (landscape, _, token) =>
        landscape.ObjectDisk is { } disk ? await FillAsync(landscape, disk, "is full (XMinioStorageFull)", token) : LeftOut);

    /// <summary>One of each kind. The store's disk is full last: most is written at a campaign's end.</summary>
    /// <param name="services">Those that are killed and halted one by one.</param>
    /// <param name="random">Draws the order.</param>
    public static IReadOnlyList<Fault> OneOfEach(IEnumerable<string> services, Random random)
    {
        Fault[] drawn = [KillLeader, HaltLeader, KillBroker, KillDatabase, KillCache, Cut, FillTables, .. services.Select(Kill)];
        random.Shuffle(drawn);
        // Workers fetch what they work with at a campaign's begin.
        return [KillStore, .. drawn, FillStore];
    }

    public static Fault Kill(string service) => new($"kill -9 of a {service}", service == "Generation", (landscape, random, token) =>
        KillAsync(Drawn(Of(landscape, service), random), random, token));

    /// <summary>For longer than any of its leases.</summary>
    public static Fault Halt(string service) => new($"SIGSTOP of a {service}", service == "Generation", async (landscape, random, token) =>
    {
        var replica = Drawn(Of(landscape, service), random);
        await replica.Process.HaltAsync();
        // The longest is that on a request to an endpoint: ten seconds.
        await Task.Delay(TimeSpan.FromSeconds(12), token);
        await replica.Process.GoOnAsync();
        return $"{replica}";
    });

    private static async Task<string> KillAsync(Replica replica, Random random, CancellationToken cancellationToken)
    {
        await replica.Process.KillAsync();
        await PauseAsync(random, cancellationToken);
        await replica.RestartAsync();
        return $"{replica}";
    }

    private static async Task<string> FillAsync(ServiceLandscape landscape, SmallDisk disk, string told, CancellationToken cancellationToken)
    {
        var before = Told();
        await disk.FillAsync();
        await HappensAsync(landscape, $"a service said that {told}", () => Task.FromResult(Told() > before), cancellationToken);
        disk.MakeRoom();
        return "until a service said what to do";

        int Told() => landscape.Replicas.Sum(replica => replica.Lines.Count(line => line.Contains(told, StringComparison.Ordinal)));
    }

    private static async Task<Replica> LeaderAsync(ServiceLandscape landscape, CancellationToken cancellationToken)
    {
        Replica? leader = null;
        await HappensAsync(landscape, "a Flywheel led", async () => (leader = await landscape.LeaderAsync()) is not null, cancellationToken);
        return leader!;
    }

    private static Task HappensAsync(
        ServiceLandscape landscape, string what, Func<Task<bool>> condition, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        Eventually.HappensAsync(what, limit ?? Limit, condition, landscape.Processes, cancellationToken);

    private static Task PauseAsync(Random random, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(random.NextDouble()), cancellationToken);

    private static List<Replica> Of(ServiceLandscape landscape, string service) => [.. landscape.Replicas.Where(replica => replica.Service == service)];

    private static T Drawn<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];
}
