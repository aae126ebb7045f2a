using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Limits;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Endpoints.SharedLimits;
using ArenaLearning.Services.Tests.Endpoints;
using ArenaLearning.TestEndpoint;
using ArenaLearning.TestServers;
using ArenaLearning.Waiting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static ArenaLearning.Services.Tests.Endpoints.EndpointWorld;

namespace ArenaLearning.Services.Tests.SharedLimits;

/// <summary>Several processes at one endpoint: each world has a connection to Redis of its own, and sees no other.</summary>
public class SharedPlaceTests
{
    /// <summary>Short, for Redis' own clock has to pass it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_together_never_ask_for_more_at_once_than_allowed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 5, MaxLatencyMs: 20, Concurrency: 6));
        await using var worlds = new Worlds(redis, 3);
        // All at once, until all places were in use: a Redis that has just started gives nobody one at first.
        for (var round = 0; server.Statistics.MaxConcurrency < 6; round++)
            await Task.WhenAll(worlds.All.SelectMany((world, w) => Ask(world, server, 6, $"{w} {round}", 200)));
        Assert.Equal((server.Statistics.Requests, 6, 0), (server.Statistics.Answered, server.Statistics.MaxConcurrency, server.Statistics.OverLimit));
    }

    [Fact]
    public async Task Who_comes_later_gets_a_share_of_what_another_has()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 10, MaxLatencyMs: 20, Concurrency: 8));
        await using var worlds = new Worlds(redis, 2);
        var many = Task.WhenAll(Ask(worlds.All[0], server, 8, "many", 2000));
        await Eventually.HappensAsync("all places were in use", () => server.Statistics.MaxConcurrency == 8);
        await Task.WhenAll(Ask(worlds.All[1], server, 8, "few", 40));
        Assert.False(many.IsCompleted);
        await many;
        Assert.Equal((8, 0), (server.Statistics.MaxConcurrency, server.Statistics.OverLimit));
    }

    [Fact]
    public async Task With_more_processes_than_places_each_has_its_turn()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 2, MaxLatencyMs: 5, Concurrency: 1));
        await using var worlds = new Worlds(redis, 3);
        // None stops before all have been answered: so no place comes free by itself.
        var answered = new int[3];
        await Task.WhenAll(worlds.All.Select(async (world, w) =>
        {
            for (var i = 0; answered.Any(n => n < 5); i++)
            {
                await world.AskAsync(Model(server.BaseUrl, concurrency: 1), $"{w} {i}?");
                answered[w]++;
            }
        }));
        Assert.Equal((1, 0), (server.Statistics.MaxConcurrency, server.Statistics.OverLimit));
    }

    [Fact]
    public async Task Who_wants_little_has_its_turn_beside_who_wants_much()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var link = new RedisLink(RedisAddress.Read(redis.Address)!);
        var settings = Model("http://127.0.0.1:1/v1", concurrency: 1).Endpoint;
        SharedEndpoint little = new(link, settings, Lease, NullLogger.Instance), much = new(link, settings, Lease, NullLogger.Instance);
        var (has, hasMuch, turns) = (0, 0, new List<string>());
        for (var beat = 0; beat < 300 && turns.Count < 3; beat++)
        {
            has = (await little.ShareAsync(has, 1, 1)).Places;
            hasMuch = (await much.ShareAsync(hasMuch, 8, 1)).Places;
            Assert.InRange(has + hasMuch, 0, 1);
            if (has + hasMuch == 1 && (has == 1 ? "little" : "much") is var who && turns.LastOrDefault() != who) turns.Add(who);
            await Task.Delay(50, Token);
        }
        Assert.Equal(3, turns.Count);
    }

    [Fact]
    public async Task Where_all_were_silent_for_a_lease_nobody_gains_before_all_have_spoken()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var link = new RedisLink(RedisAddress.Read(redis.Address)!);
        var settings = Model("http://127.0.0.1:1/v1").Endpoint;
        SharedEndpoint first = new(link, settings, Lease, NullLogger.Instance), second = new(link, settings, Lease, NullLogger.Instance);
        await KnownAsync(second);
        Assert.Equal(8, (await first.ShareAsync(0, 8, 8)).Places);
        // As where Redis hangs; requests that are under way go on.
        await Task.Delay(Lease * 1.1, Token);
        Assert.Equal(0, (await second.ShareAsync(0, 8, 8)).Places);
        Assert.Equal(4, (await first.ShareAsync(8, 8, 8)).Places);
        Assert.Equal(4, (await first.ShareAsync(4, 8, 8)).Places);
        Assert.Equal(0, (await second.ShareAsync(0, 8, 8)).Places);
        await Eventually.HappensAsync("the second had its share", async () =>
        {
            await first.ShareAsync(4, 8, 8);
            return (await second.ShareAsync(0, 8, 8)).Places >= 4;
        });
    }

    [Fact]
    public async Task Places_of_a_dead_process_come_back_after_its_lease_and_not_before()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var link = new RedisLink(RedisAddress.Read(redis.Address)!);
        var settings = Model("http://127.0.0.1:1/v1").Endpoint;
        SharedEndpoint dead = new(link, settings, Lease, NullLogger.Instance), alive = new(link, settings, Lease, NullLogger.Instance);
        var (got, heard) = (0, 0L);
        await Eventually.HappensAsync("a process had all places", async () =>
        {
            heard = TimeProvider.System.GetTimestamp();
            return (got = (await dead.ShareAsync(got, 8, 8)).Places) == 8;
        });

        var share = 0;
        await Eventually.HappensAsync("its places came back", async () => (share = (await alive.ShareAsync(0, 8, 8)).Places) > 0);
        Assert.Equal(8, share);
        // Redis counts whole milliseconds.
        Assert.True(TimeProvider.System.GetElapsedTime(heard) > Lease - TimeSpan.FromMilliseconds(2));
    }

    [Fact]
    public async Task Who_has_nothing_to_do_leaves_its_places_to_others()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var link = new RedisLink(RedisAddress.Read(redis.Address)!);
        var settings = Model("http://127.0.0.1:1/v1").Endpoint;
        SharedEndpoint busy = new(link, settings, Lease, NullLogger.Instance), idle = new(link, settings, Lease, NullLogger.Instance);
        await KnownAsync(busy);
        // All is handed out: what nobody wants now, in equal parts.
        Assert.Equal(8, (await idle.ShareAsync(0, 0, 8)).Places);
        Assert.Equal(0, (await busy.ShareAsync(0, 8, 8)).Places);
        Assert.Equal(0, (await idle.ShareAsync(8, 0, 8)).Places);
        // Told to give way, it says with its next word that it did.
        await idle.ShareAsync(0, 0, 8);
        Assert.Equal(8, (await busy.ShareAsync(0, 8, 8)).Places);
        await busy.LeaveAsync();
        Assert.Equal(8, (await idle.ShareAsync(0, 2, 8)).Places);
    }

    [Fact]
    public async Task A_redis_that_forgot_everything_hands_out_nothing_before_all_have_spoken()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var link = new RedisLink(RedisAddress.Read(redis.Address)!);
        var settings = Model("http://127.0.0.1:1/v1").Endpoint;
        SharedEndpoint first = new(link, settings, Lease, NullLogger.Instance), second = new(link, settings, Lease, NullLogger.Instance);
        Assert.Equal(0, (await second.ShareAsync(0, 8, 8)).Places);
        // It had all places before, and is believed.
        Assert.Equal(4, (await first.ShareAsync(8, 8, 8)).Places);
        // It did give way, but not even that is handed out before a lease has passed.
        Assert.Equal(4, (await first.ShareAsync(4, 8, 8)).Places);
        Assert.Equal(0, (await second.ShareAsync(0, 8, 8)).Places);
    }

    [Fact]
    public async Task Without_redis_each_process_asks_for_one_thing_at_a_time()
    {
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 2, MaxLatencyMs: 5, Concurrency: 8));
        await using var world = new EndpointWorld(redis: RedisAddress.Read("redis://:very-secret@127.0.0.1:1"));
        await Task.WhenAll(Ask(world, server, 8, "alone", 20));
        Assert.Equal((20, 1), (server.Statistics.Answered, server.Statistics.MaxConcurrency));
        Assert.Contains("Redis at 127.0.0.1:1 cannot be used", world.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", world.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PING", "/99")]
    [InlineData("REPLICAOF 127.0.0.1 9")]
    [InlineData("CONFIG SET maxmemory 1")]
    [InlineData("ACL SETUSER default -eval -evalsha")]
    public async Task A_redis_that_does_not_do_what_it_is_asked_is_as_good_as_none(string command, string database = "")
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new(Concurrency: 8));
        await redis.CommandAsync(command);
        var address = RedisAddress.Read(redis.Address + database)!;
        Assert.NotNull(await address.ProblemAsync());
        await using var world = new EndpointWorld(redis: address);
        await Task.WhenAll(Ask(world, server, 8, "as alone", 20)).WaitAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Equal((20, 1), (server.Statistics.Answered, server.Statistics.MaxConcurrency));
        Assert.Contains("cannot be used", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redis_that_hangs_is_as_good_as_none()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.HangAsync();
        await using var server = await EndpointServer.StartAsync(new(Concurrency: 8));
        await using var world = new EndpointWorld(redis: RedisAddress.Read(redis.Address));
        await Task.WhenAll(Ask(world, server, 8, "as alone", 20)).WaitAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Equal((20, 1), (server.Statistics.Answered, server.Statistics.MaxConcurrency));
    }

    [Fact]
    public async Task A_redis_that_dies_and_comes_back_empty_lets_nobody_over_the_limit()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 5, MaxLatencyMs: 20, Concurrency: 6));
        await using var worlds = new Worlds(redis, 2);
        using var stop = new CancellationTokenSource();
        var asked = 0;
        var all = Task.WhenAll(worlds.All.SelectMany((world, w) => Enumerable.Range(0, 12).Select(async line =>
        {
            while (!stop.IsCancellationRequested)
                await world.AskAsync(Model(server.BaseUrl, concurrency: 6), $"{w} {line} {Interlocked.Increment(ref asked)}?");
        })));
        await Eventually.HappensAsync("all places were in use", () => server.Statistics.MaxConcurrency == 6);
        await redis.KillAsync();
        await HasSaidAsync("cannot be used");
        await GoesOnAsync();
        await redis.RestartAsync();
        await HasSaidAsync("answers again");
        await GoesOnAsync();
        await stop.CancelAsync();
        await all;
        Assert.Equal((server.Statistics.Requests, 0), (server.Statistics.Answered, server.Statistics.OverLimit));

        async Task GoesOnAsync()
        {
            var before = server.Statistics.Answered;
            await Eventually.HappensAsync("work went on", () => server.Statistics.Answered > before + 50);
        }

        Task HasSaidAsync(string words) => Eventually.HappensAsync(
            $"every process said '{words}'", () => worlds.All.All(world => world.Log.Text.Contains(words, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_one_process_is_asked_to_wait_all_wait()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var link = new RedisLink(RedisAddress.Read(redis.Address)!);
        var settings = Model("http://127.0.0.1:1/v1").Endpoint;
        SharedEndpoint told = new(link, settings, Lease, NullLogger.Instance), other = new(link, settings, Lease, NullLogger.Instance);
        await told.PauseAsync(TimeSpan.FromSeconds(40));
        await told.PauseAsync(TimeSpan.FromSeconds(5));
        Assert.InRange((await other.ShareAsync(0, 1, 8)).Pause, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));
        Assert.Equal(
            TimeSpan.Zero, (await new SharedEndpoint(link, settings with { Key = new("OTHER", null) }, Lease, NullLogger.Instance).ShareAsync(0, 1, 8)).Pause);
    }

    [Fact]
    public async Task Nothing_is_sent_by_a_process_while_another_was_asked_to_wait()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new(Concurrency: 8));
        await using var worlds = new Worlds(redis, 2);
        await worlds.All[1].AskAsync(Model(server.BaseUrl), "before?");
        await using var link = new RedisLink(RedisAddress.Read(redis.Address)!);
        await new SharedEndpoint(link, Model(server.BaseUrl).Endpoint, Lease, NullLogger.Instance).PauseAsync(TimeSpan.FromMinutes(5));
        // It hears of it with its next beat, and then it waits.
        await Eventually.HappensAsync("the other waited", async () =>
        {
            var answer = worlds.All[1].AskAsync(Model(server.BaseUrl), $"after {Guid.NewGuid()}?");
            return await Task.WhenAny(answer, Task.Delay(1000, Token)) != answer;
        });
    }

    private static IEnumerable<Task> Ask(EndpointWorld world, EndpointServer server, int concurrency, string who, int count) =>
        Enumerable.Range(0, count).Select(i => (Task)world.AskAsync(Model(server.BaseUrl, concurrency: concurrency), $"{who} {i}?"));

    /// <summary>Waits until Redis, which has just started, hands out places.</summary>
    private static async Task KnownAsync(SharedEndpoint endpoint)
    {
        await Eventually.HappensAsync("Redis handed out places", async () => (await endpoint.ShareAsync(0, 2, 8)).Places >= 2);
        await endpoint.LeaveAsync();
    }

    /// <summary>So many processes.</summary>
    private sealed class Worlds(RedisServer redis, int count) : IAsyncDisposable
    {
        public IReadOnlyList<EndpointWorld> All { get; } =
            [.. Enumerable.Range(0, count).Select(_ => new EndpointWorld(redis: RedisAddress.Read(redis.Address)))];

        public async ValueTask DisposeAsync()
        {
            foreach (var world in All) await world.DisposeAsync();
        }
    }
}
