using ArenaLearning.System.Tests.Broker;
using ArenaLearning.System.Tests.Campaigns;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.TestEndpoint;
using ArenaLearning.TestServers;
using Xunit;

namespace ArenaLearning.System.Tests;

/// <summary>Processes that ask one endpoint and share its limits and its replies through Redis.</summary>
[Collection<ComparedRuns>]
public sealed class ProcessesAtOneEndpoint(ITestOutputHelper output)
{
    private const int Concurrency = 6;
    private static readonly string[] Services = ["Flywheel", "Generation", "Generation", "Judging", "Judging", "Ranking", "DataMining"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keep_to_its_limit_though_one_of_them_and_redis_are_killed_half_way()
    {
        await using var broker = await RabbitMqVirtualHost.CreateAsync(Token);
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new(
            MinLatencyMs: 40, MaxLatencyMs: 80, Concurrency: Concurrency, FaultRate: 0.1, RetryAfter: TimeSpan.FromMilliseconds(20)));
        using CampaignFolder input = new(), reference = new(), shared = new(), again = new();
        var alone = await AloneAsync(input, reference);
        var file = await EndpointArena.WriteAsync(input.Root, server.BaseUrl, Concurrency, Token);
        Dictionary<string, string?> environment = new() { ["ARENA_REDIS"] = redis.Address, ["ARENA_CACHE"] = null };
        var processes = Services.Select(s => ChildProcess.Start(s, Programs.Service(s), [], broker.Address, environment)).ToList();
        try
        {
            var arena = EndpointArena.Start(file, shared, broker.Address, environment);
            processes.Add(arena);
            await HappensAsync("a third of the responses were in the ledger", () => shared.ResponsesAsync(), EndpointArena.Responses / 3);
            await processes[Array.IndexOf(Services, "Generation")].KillAsync();
            await HappensAsync("half of the responses were in the ledger", () => shared.ResponsesAsync(), EndpointArena.Responses / 2);
            await redis.KillAsync();
            var before = server.Statistics.Answered;
            await HappensAsync("work went on without Redis", () => Task.FromResult(server.Statistics.Answered), before + 20);
            await redis.RestartAsync();

            var exitCode = await arena.WaitForExitAsync(ShortCampaign.Limit, Token);
            Assert.True(exitCode == 0, string.Join('\n', processes.Select(p => p.Tail)));
            var result = await shared.ResultAsync(Token);
            Assert.Equal((0, alone.Digest), (result.Units.Failed, result.Digest));
            Assert.Equal(alone.Leaderboard, result.Leaderboard);

            async Task HappensAsync(string what, Func<Task<long>> count, long least) => await Eventually.HappensAsync(
                what, ShortCampaign.Limit, async () => arena.HasExited || await count() >= least, processes, Token);
        }
        finally
        {
            foreach (var process in processes) await process.DisposeAsync();
        }
        var seen = server.Statistics;
        output.WriteLine($"{seen.Requests} requests, at most {seen.MaxConcurrency} of {Concurrency} at once, {seen.OverLimit} over the limit");
        Assert.Equal((Concurrency, 0), (seen.MaxConcurrency, seen.OverLimit));
    }

    [Fact]
    public async Task Ask_nothing_that_another_asked_before()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new(Concurrency: Concurrency));
        using CampaignFolder input = new(), first = new(), second = new();
        var file = await EndpointArena.WriteAsync(input.Root, server.BaseUrl, Concurrency, Token);
        Dictionary<string, string?> environment = new() { ["ARENA_REDIS"] = redis.Address, ["ARENA_CACHE"] = null };
        await EndsAsync(EndpointArena.Start(file, first, null, environment), 0);
        var asked = server.Statistics.Requests;
        await EndsAsync(EndpointArena.Start(file, second, null, environment), 0);
        Assert.Equal(asked, server.Statistics.Requests);
        Assert.Equal((await first.ResultAsync(Token)).Digest, (await second.ResultAsync(Token)).Digest);

        // An answer of each contestant, and a verdict on each pair in both orders.
        var shown = await EndsAsync(ChildProcess.Start("arena cache", Programs.Arena, ["cache"], environment: environment), 0);
        Assert.Contains($"Redis at {redis.Address["redis://".Length..]}: {(3 + (2 * 3)) * EndpointArena.Prompts} replies", shown, StringComparison.Ordinal);
        Assert.Matches($"critic-1 +│ +{2 * 3 * EndpointArena.Prompts} │", shown);
        var cleared = await EndsAsync(
            ChildProcess.Start("arena cache clear", Programs.Arena, ["cache", "clear", "--model", "beta-13b"], environment: environment), 0);
        Assert.Contains($"{EndpointArena.Prompts} replies cleared", cleared, StringComparison.Ordinal);
        var unknown = await EndsAsync(
            ChildProcess.Start("arena cache clear", Programs.Arena, ["cache", "clear", "--model", "beta-13b"], environment: environment), 2);
        Assert.Contains("holds no reply of 'beta-13b'", unknown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "redis://:s3cret@127.0.0.1:9",
        "Redis at 127.0.0.1:9 cannot be used: It was not possible to connect to the redis server(s). "
        + "Error connecting right now. Check that it runs")]
    [InlineData("127.0.0.1:6379", "is no address of a Redis")]
    public async Task Are_refused_a_redis_that_cannot_be_used_before_any_work(string address, string says)
    {
        using CampaignFolder input = new(), run = new();
        var file = await EndpointArena.WriteAsync(input.Root, "http://127.0.0.1:9/v1", Concurrency, Token);
        var said = await EndsAsync(EndpointArena.Start(file, run, null, new Dictionary<string, string?> { ["ARENA_REDIS"] = address }), 2);
        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(run.Root));
    }

    [Fact]
    public async Task Are_refused_an_address_that_cannot_be_read_even_where_no_endpoint_is_asked()
    {
        using var run = new CampaignFolder();
        string[] arguments = ["run", Path.Combine(Programs.Repository, "examples", "arithmetic.yaml"), "--profile", "quick", "--out", run.Root];
        var said = await EndsAsync(
            ChildProcess.Start(
                "arena run", Programs.Arena, arguments, environment: new Dictionary<string, string?> { ["ARENA_REDIS"] = "localhost" }),
            2);
        Assert.Contains("ARENA_REDIS is no address of a Redis", said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(run.Root));
    }

    [Fact]
    public async Task Need_no_redis_where_no_endpoint_is_asked()
    {
        using CampaignFolder input = new(), built = new();
        var pool = Path.Combine(input.Root, "pool.jsonl");
        await File.WriteAllLinesAsync(
            pool, Enumerable.Range(0, 40).Select(n => $$"""{"prompt": "Tell story {{n}} of the {{(n % 2 == 0 ? "fox" : "owl")}} on day {{n * 7}}."}"""),
            Token);
        string[] arguments = ["testset", "build", pool, "--out", Path.Combine(built.Root, "sets"), "--clusters", "2"];
        await EndsAsync(
            ChildProcess.Start(
                "arena testset build", Programs.Arena, arguments,
                environment: new Dictionary<string, string?> { ["ARENA_REDIS"] = "redis://127.0.0.1:9" }),
            0);
    }

    [Fact]
    public async Task Are_services_that_end_where_the_address_of_redis_cannot_be_read()
    {
        var said = await EndsAsync(
            ChildProcess.Start(
                "Generation", Programs.Service("Generation"), [], new("amqp://127.0.0.1:9"),
                new Dictionary<string, string?> { ["ARENA_REDIS"] = "localhost" }),
            2);
        Assert.Contains("ARENA_REDIS is no address of a Redis", said, StringComparison.Ordinal);
    }

    /// <summary>The same campaign in one process, at an endpoint that never fails.</summary>
    private static async Task<Flywheel.Results.CampaignResult> AloneAsync(CampaignFolder input, CampaignFolder reference)
    {
        await using var server = await EndpointServer.StartAsync(new(Concurrency: Concurrency));
        var file = await EndpointArena.WriteAsync(input.Root, server.BaseUrl, Concurrency, Token);
        await EndsAsync(EndpointArena.Start(file, reference, null, new Dictionary<string, string?> { ["ARENA_REDIS"] = null, ["ARENA_CACHE"] = "off" }), 0);
        return await reference.ResultAsync(Token);
    }

    /// <returns>All that it printed.</returns>
    private static async Task<string> EndsAsync(ChildProcess started, int exitCode)
    {
        await using var process = started;
        Assert.True(await process.WaitForExitAsync(ShortCampaign.Limit, Token) == exitCode, process.Tail);
        return string.Join('\n', process.Lines);
    }
}
