using ArenaLearning.Endpoints;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Clients;
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
using Xunit;
using static ArenaLearning.Services.Tests.Endpoints.EndpointWorld;

namespace ArenaLearning.Services.Tests.SharedLimits;

/// <summary>The cache of replies in Redis.</summary>
public class SharedReplyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_process_asked_another_does_not_ask()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new());
        var address = RedisAddress.Read(redis.Address);
        await using EndpointWorld one = new(redis: address), other = new(redis: address);
        var first = await one.AskAsync(Model(server.BaseUrl), "Why?");
        var second = await other.AskAsync(Model(server.BaseUrl), "Why?");
        Assert.Equal((first.Text, false, true, 0m), (second.Text, first.FromCache, second.FromCache, second.CostUsd));
        Assert.Equal(1, server.Statistics.Requests);
    }

    [Fact]
    public async Task A_redis_that_dies_costs_calls_and_no_answer()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new());
        await using var world = new EndpointWorld(redis: RedisAddress.Read(redis.Address));
        await world.AskAsync(Model(server.BaseUrl), "Why?");
        await redis.KillAsync();
        var answer = await world.AskAsync(Model(server.BaseUrl), "And why not?");
        Assert.False(answer.FromCache);
        Assert.Equal(2, server.Statistics.Requests);
    }

    [Fact]
    public async Task A_redis_that_is_away_is_told_once_and_not_with_each_reply()
    {
        await using var server = await EndpointServer.StartAsync(new());
        var log = new CollectedLog();
        await using var services = new ServiceCollection().AddEndpoints(new(File: null, InRedis: true), RedisAddress.Read("redis://127.0.0.1:1"))
            .AddLogging(logging =>
            {
                logging.AddServiceLogging(new ConfigurationBuilder().Build(), LogFormat.Text);
                logging.AddProvider(log);
            }).BuildServiceProvider();
        var client = services.GetRequiredService<EndpointClients>().Get(Model(server.BaseUrl));
        foreach (var question in new[] { "Why?", "And why not?", "So what?" }) await client.GetResponseAsync(question, cancellationToken: Token);
        Assert.Contains("cannot be used", Assert.Single(log.Text.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replies_are_listed_and_forgotten_by_model()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await EndpointServer.StartAsync(new());
        var address = RedisAddress.Read(redis.Address)!;
        await using (var world = new EndpointWorld(redis: address))
            foreach (var model in new[] { "judge", "judge", "a:7b" }) await world.AskAsync(Model(server.BaseUrl, model), $"{Guid.NewGuid()}?");

        await using var replies = await RedisReplies.OpenAsync(address);
        await Eventually.HappensAsync("all replies were in Redis", async () => (await replies.ModelsAsync(Token)).Sum(m => m.Entries) == 3);
        var models = await replies.ModelsAsync(Token);
        Assert.Equal([("judge", 2L), ("a:7b", 1L)], models.Select(m => (m.Model, m.Entries)));
        Assert.All(models, m => Assert.True(m is { Bytes: > 100, Oldest: null }));
        Assert.Equal(2, await replies.ClearAsync("judge", Token));
        Assert.Equal(1, await replies.ClearAsync(null, Token));
        Assert.Empty(await replies.ModelsAsync(Token));
    }
}
