using ArenaLearning.Endpoints.Limits;
using ArenaLearning.TestEndpoint;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ArenaLearning.Services.Tests.Endpoints.EndpointWorld;

namespace ArenaLearning.Services.Tests.Endpoints;

public class EndpointLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_models_of_an_endpoint_share_its_places()
    {
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 2, MaxLatencyMs: 10, Concurrency: 6));
        await using var world = new EndpointWorld();
        await Task.WhenAll(Enumerable.Range(0, 120).Select(i => world.AskAsync(Model(server.BaseUrl, $"m{i % 3}", concurrency: 6), $"{i}?")));
        Assert.Equal((120, 6, 0), (server.Statistics.Requests, server.Statistics.MaxConcurrency, server.Statistics.OverLimit));
    }

    [Fact]
    public async Task In_no_minute_are_there_more_requests_than_allowed()
    {
        var time = new FakeTimeProvider();
        var (start, sent) = (time.GetTimestamp(), new List<double>());
        await using var world = new EndpointWorld(time: time, handler: _ =>
        {
            lock (sent) sent.Add(time.GetElapsedTime(start).TotalSeconds);
            return Replies.Answer();
        });
        var all = Task.WhenAll(Enumerable.Range(0, 25).Select(i => world.AskAsync(Model(Replies.Url, requests: 10), $"{i}?")));
        await DriveAsync(time, all);
        Assert.All(sent, at => Assert.True(sent.Count(other => other >= at && other < at + 60) <= 10));
        Assert.True(sent.Max() < 130, $"{sent.Max()} s for 25 requests at 10 a minute");
    }

    [Fact]
    public async Task Tokens_are_estimated_before_and_settled_after()
    {
        // Each request may come to 1 + body/4 + 1000 tokens, and comes to 40.
        var time = new FakeTimeProvider();
        var (start, sent) = (time.GetTimestamp(), new List<double>());
        await using var world = new EndpointWorld(time: time, handler: _ =>
        {
            lock (sent) sent.Add(time.GetElapsedTime(start).TotalSeconds);
            return Replies.Answer();
        });
        var all = Task.WhenAll(Enumerable.Range(0, 75).Select(i =>
            world.AskAsync(Model(Replies.Url, tokens: 2000), $"{i}?", new() { MaxOutputTokens = 1000 })));
        await DriveAsync(time, all);
        // By estimates alone one could be sent a minute; settled, about 24: (2000 - 1030) / 40.
        Assert.Equal(75, sent.Count);
        Assert.InRange(sent.Max(), 122, 250);
    }

    [Fact]
    public async Task A_request_larger_than_a_minute_goes_alone()
    {
        var time = new FakeTimeProvider();
        using var budget = new MinuteBudget(100, time);
        var large = await budget.TakeAsync(500, Token);
        var next = budget.TakeAsync(1, Token);
        Assert.False(next.IsCompleted);
        budget.Settle(large, 50);
        await next;
        budget.Settle(large, 500);
        var last = budget.TakeAsync(1, Token);
        await DriveAsync(time, last);
    }

    private static async Task DriveAsync(FakeTimeProvider time, Task until)
    {
        for (var i = 0; i < 4000 && !until.IsCompleted; i++)
        {
            await Task.Delay(1, Token);
            time.Advance(TimeSpan.FromSeconds(0.5));
        }
        Assert.True(until.IsCompleted);
        await until;
    }
}
