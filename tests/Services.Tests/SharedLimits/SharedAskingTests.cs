using ArenaLearning.Endpoints;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Clients;
using ArenaLearning.Endpoints.Connections;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Hosting;
using ArenaLearning.Services.Tests.Endpoints;
using ArenaLearning.TestEndpoint;
using ArenaLearning.TestServers;
using ArenaLearning.Waiting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Xunit;
using static ArenaLearning.Services.Tests.Endpoints.EndpointWorld;

namespace ArenaLearning.Services.Tests.SharedLimits;

/// <summary>Processes that want the same reply at the same time. Each world is one: they have nothing but Redis in common.</summary>
public class SharedAskingTests
{
    /// <summary>A Redis that has just been started gives out nothing for so long.</summary>
    private static readonly EndpointResilience Brisk = Quick with { PlaceLease = TimeSpan.FromSeconds(0.5) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_asks_and_the_others_get_its_reply()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 300, MaxLatencyMs: 300));
        var address = RedisAddress.Read(redis.Address);
        await using EndpointWorld one = new(resilience: Brisk, redis: address), other = new(resilience: Brisk, redis: address);

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? one : other).AskAsync(Model(server.BaseUrl), "?")));

        Assert.Equal(1, server.Statistics.Requests);
        Assert.Single(replies.Select(reply => reply.Text).Distinct());
        Assert.Equal(19, replies.Count(reply => reply is { FromCache: true, CostUsd: 0 }));
        Assert.Equal((1, 19, 1), (one.Counts.Misses + other.Counts.Misses, one.Counts.Hits + other.Counts.Hits, one.Counts.Waits + other.Counts.Waits));
        Assert.Equal(0, one.Counts.Unlocked + other.Counts.Unlocked);
    }

    [Fact]
    public async Task Who_asks_for_longer_than_a_lease_is_waited_for()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 3000, MaxLatencyMs: 3000));
        var address = RedisAddress.Read(redis.Address);
        await using EndpointWorld one = new(resilience: Brisk, redis: address), other = new(resilience: Brisk, redis: address);
        await Task.WhenAll(one.AskAsync(Model(server.BaseUrl), "?"), other.AskAsync(Model(server.BaseUrl), "?"));
        Assert.Equal(1, server.Statistics.Requests);
        Assert.True(Quick.AskingLease < TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Who_dies_while_it_asks_is_waited_for_until_its_lock_is_gone()
    {
        await using var redis = await RedisServer.StartAsync();
        var address = RedisAddress.Read(redis.Address);
        using ManualResetEventSlim asked = new(), mayEnd = new();
        var dying = new EndpointWorld(resilience: Brisk, redis: address, handler: _ =>
        {
            asked.Set();
            mayEnd.Wait(Token);
            return Replies.Answer();
        });
        var calls = 0;
        await using var other = new EndpointWorld(resilience: Brisk, redis: address, handler: _ =>
        {
            calls++;
            return Replies.Answer();
        });
        var lost = Task.Run(() => dying.AskAsync(Model(Replies.Url), "?"), Token);
        asked.Wait(Token);
        var waiting = other.AskAsync(Model(Replies.Url), "?");
        await Locks(redis, 1);
        Assert.Equal((false, 0), (waiting.IsCompleted, calls));

        // Its connection is closed, so it renews nothing and gives nothing back.
        await dying.LoseRedisAsync();

        Assert.False((await waiting).FromCache);
        Assert.Equal(1, calls);
        mayEnd.Set();
        await lost;
        await dying.DisposeAsync();
    }

    [Fact]
    public async Task Who_fails_lets_the_next_one_ask()
    {
        await using var redis = await RedisServer.StartAsync();
        var address = RedisAddress.Read(redis.Address);
        using ManualResetEventSlim asked = new(), mayEnd = new();
        await using var failing = new EndpointWorld(resilience: Brisk, redis: address, handler: _ =>
        {
            asked.Set();
            mayEnd.Wait(Token);
            return Replies.Error(400);
        });
        await using var other = new EndpointWorld(resilience: Brisk, redis: address, handler: _ => Replies.Answer());
        var failed = Task.Run(() => failing.FailAsync(Model(Replies.Url), "?"), Token);
        asked.Wait(Token);
        var waiting = other.AskAsync(Model(Replies.Url), "?");
        mayEnd.Set();

        await failed;
        Assert.Equal("yes", (await waiting).Text);
        await Locks(redis, 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_redis_that_dies_or_hangs_while_one_asks_leaves_nobody_waiting(bool dies)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 1000, MaxLatencyMs: 1000));
        var address = RedisAddress.Read(redis.Address);
        await using EndpointWorld one = new(resilience: Brisk, redis: address), other = new(resilience: Brisk, redis: address);
        var first = one.AskAsync(Model(server.BaseUrl), "?");
        await Locks(redis, 1);
        var second = other.AskAsync(Model(server.BaseUrl), "?");

        await (dies ? redis.KillAsync() : redis.HangAsync());

        Assert.Equal((await first).Text, (await second).Text);
        Assert.InRange(server.Statistics.Requests, 1, 2);
    }

    [Fact]
    public async Task A_redis_that_is_full_is_told_of_once_and_costs_no_answer()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.CommandAsync("CONFIG SET maxmemory-policy noeviction");
        await redis.CommandAsync("CONFIG SET maxmemory 1");
        await using var server = await EndpointServer.StartAsync(new());
        var log = new CollectedLog();
        await using var services = new ServiceCollection().AddEndpoints(new(File: null, InRedis: true), RedisAddress.Read(redis.Address))
            .AddLogging(logging =>
            {
                logging.AddServiceLogging(new ConfigurationBuilder().Build(), LogFormat.Text);
                logging.AddProvider(log);
            }).BuildServiceProvider();
        var client = services.GetRequiredService<EndpointClients>().Get(Model(server.BaseUrl));

        foreach (var question in new[] { "Why?", "And why not?", "So what?" })
            Assert.NotEmpty((await client.GetResponseAsync(question, cancellationToken: Token)).Text);

        Assert.Contains("OOM", Assert.Single(log.Text.Split('\n')), StringComparison.Ordinal);
        Assert.Equal(3, services.GetRequiredService<ReplyFigures>().Read().Unlocked);
    }

    [Fact]
    public async Task Replies_expire_where_they_are_told_to_and_only_there()
    {
        await using var redis = await RedisServer.StartAsync();
        var address = RedisAddress.Read(redis.Address);
        await using (var world = new EndpointWorld(resilience: Brisk, redis: address, expiry: TimeSpan.FromHours(2), handler: _ => Replies.Answer()))
            await world.AskAsync(Model(Replies.Url, "short"), "?");
        await using (var world = new EndpointWorld(resilience: Brisk, redis: address, handler: _ => Replies.Answer()))
            await world.AskAsync(Model(Replies.Url, "long"), "?");

        await using var connection = await ConnectAsync(redis);
        var lives = connection.GetServers()[0].Keys(pattern: "arena:reply:*")
            .ToDictionary(key => key.ToString().Split(':')[^1], key => connection.GetDatabase().KeyTimeToLive(key) ?? TimeSpan.MaxValue);
        Assert.InRange(lives["short"], TimeSpan.FromHours(1.9), TimeSpan.FromHours(2));
        Assert.True(lives["long"] > TimeSpan.FromDays(10_000));
    }

    private static async Task Locks(RedisServer redis, int number)
    {
        await using var connection = await ConnectAsync(redis);
        await Eventually.HappensAsync(
            $"there were {number} locks", () => connection.GetServers()[0].Keys(pattern: "*:asking").Count() == number);
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(RedisServer redis) =>
        await ConnectionMultiplexer.ConnectAsync(redis.Address["redis://".Length..]);
}
