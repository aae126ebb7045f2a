using System.Net;
using ArenaLearning.Endpoints.Failures;
using ArenaLearning.TestEndpoint;
using ArenaLearning.Waiting;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ArenaLearning.Services.Tests.Endpoints.EndpointWorld;

namespace ArenaLearning.Services.Tests.Endpoints;

public class EndpointRetryTests
{
    // An outage is noticed by requests in all; on a slow machine one unit may send a good part of them.
    private const int BeforeAnOutageIsNoticed = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Fault.RateLimited)]
    [InlineData(Fault.ServerError)]
    [InlineData(Fault.Dropped)]
    [InlineData(Fault.CutInHalf)]
    public async Task Every_answer_comes_though_calls_go_wrong(Fault fault)
    {
        await using var good = await EndpointServer.StartAsync(new());
        await using var bad = await EndpointServer.StartAsync(new(FaultRate: 0.3, Faults: [fault]));
        await using var world = new EndpointWorld();
        var answers = new List<string[]>();
        foreach (var server in new[] { good, bad })
            answers.Add(await Task.WhenAll(Enumerable.Range(0, 60).Select(async i => (await world.AskAsync(Model(server.BaseUrl, retries: 8), $"{i}?")).Text)));
        Assert.Equal(answers[0], answers[1]);
        Assert.True(bad.Statistics.Faults[fault.ToString()] > 5);
        Assert.Equal(60, bad.Statistics.Answered);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_tried_again()
    {
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 150, MaxLatencyMs: 150, FaultRate: 0.5, Faults: [Fault.Slow]));
        await using var world = new EndpointWorld();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => world.AskAsync(Model(server.BaseUrl, retries: 12, timeout: 1), $"{i}?")));
        Assert.True(server.Statistics.Faults["Slow"] > 0);
        Assert.True(server.Statistics.Requests > 8);
    }

    [Theory]
    [InlineData(400, "Check sampling, extra_body")]
    [InlineData(403, "Its key was looked for in nowhere, for the endpoint has no `key`")]
    [InlineData(404,
        "It has no model m, or base_url is wrong: http://endpoint.test/v1/chat/completions was asked. http://endpoint.test/v1/models lists what it has.")]
    [InlineData(413, "The prompt is too long")]
    [InlineData(307, "Set base_url to the address it redirects to")]
    public async Task Other_refusals_fail_at_once_and_say_what_to_do(int status, string advice)
    {
        var calls = 0;
        await using var world = new EndpointWorld(handler: _ =>
        {
            calls++;
            return Replies.Error(status);
        });
        Assert.Contains(advice, (await world.FailAsync(Model(Replies.Url), "?")).Message);
        Assert.Equal(1, calls);
    }

    [Theory]
    [InlineData("86400", "c")]
    [InlineData(null, "insufficient_quota")]
    public async Task A_quota_that_is_used_up_is_not_waited_for(string? retryAfter, string code)
    {
        var calls = 0;
        await using var world = new EndpointWorld(handler: _ =>
        {
            calls++;
            return Replies.Error(429, code: code, retryAfter: retryAfter);
        });
        Assert.Contains("Its quota is used up", (await world.FailAsync(Model(Replies.Url), "?")).Message);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task What_goes_wrong_every_time_fails_after_the_last_retry_with_the_last_reason()
    {
        var calls = 0;
        await using var world = new EndpointWorld(handler: _ =>
        {
            calls++;
            return Replies.Body(HttpStatusCode.OK, """{"choices":[{"mess""");
        });
        var failure = await world.FailAsync(Model(Replies.Url, retries: 3), "?");
        Assert.Equal((4, EndpointFailure.UnreadableReply), (calls, failure.Failure));
        Assert.Contains("sent a reply of 18 bytes that cannot be read", failure.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_429_nothing_is_sent_before_the_time_that_it_names(bool asDate)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var (start, calls) = (time.GetTimestamp(), new List<double>());
        await using var world = new EndpointWorld(time: time, handler: _ =>
        {
            lock (calls)
            {
                calls.Add(time.GetElapsedTime(start).TotalSeconds);
                return calls.Count == 1
                    ? Replies.Error(429, retryAfter: asDate ? time.GetUtcNow().AddSeconds(20).ToString("R") : "20")
                    : Replies.Answer();
            }
        });
        // With one place the second is not sent before the answer to the first was read.
        var model = Model(Replies.Url, concurrency: 1);
        var first = world.AskAsync(model, "first");
        await Eventually.HappensAsync("the first was sent", () => calls.Count == 1);
        var second = world.AskAsync(model, "second"); // another unit waits as well
        for (var i = 0; i < 300 && !(first.IsCompleted && second.IsCompleted); i++)
        {
            await Task.Delay(2, Token);
            time.Advance(TimeSpan.FromSeconds(0.25));
        }
        await Task.WhenAll(first, second);
        Assert.Equal(3, calls.Count);
        Assert.All(calls.Skip(1), at => Assert.True(at >= 20, $"sent after {at} s"));
    }

    [Fact]
    public async Task In_an_outage_units_wait_and_lose_no_retry()
    {
        await using var server = await EndpointServer.StartAsync(new());
        await using var world = new EndpointWorld();
        var model = Model(server.BaseUrl, retries: BeforeAnOutageIsNoticed);
        await world.AskAsync(model, "before");
        server.AlwaysStatus = 503;
        var units = Enumerable.Range(0, 200).Select(i => world.AskAsync(model, $"{i}?")).ToArray();
        await WaitsAsync(world);
        await Task.Delay(500, Token); // many times what the retries last
        Assert.DoesNotContain(units, unit => unit.IsCompleted);
        var asked = server.Statistics.Requests;
        Assert.True(asked < 100, $"{asked} requests in an outage");
        server.AlwaysStatus = null;
        Assert.All(await Task.WhenAll(units), reply => Assert.Contains("quality", reply.Text));
        Assert.Contains("answers again", world.Log.Text);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(429)]
    public async Task An_outage_ends_with_a_refusal_as_well_for_the_endpoint_is_there(int status)
    {
        await using var server = await EndpointServer.StartAsync(new());
        await using var world = new EndpointWorld();
        var model = Model(server.BaseUrl, retries: BeforeAnOutageIsNoticed);
        await world.AskAsync(model, "before");
        server.AlwaysStatus = 503;
        var units = Enumerable.Range(0, 30).Select(async i =>
        {
            try
            {
                return (await world.AskAsync(model, $"{i}?")).Text;
            }
            catch (EndpointException e)
            {
                return e.Message;
            }
        }).ToArray();
        await WaitsAsync(world);
        server.AlwaysStatus = status;
        Assert.All(await Task.WhenAll(units), text => Assert.Contains($"answered {status}", text));
        server.AlwaysStatus = null;
        Assert.Contains("quality", (await world.AskAsync(model, "after")).Text);
    }

    [Fact]
    public async Task An_outage_ends_though_the_one_that_looked_was_called_off()
    {
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 20, MaxLatencyMs: 20));
        await using var world = new EndpointWorld();
        var model = Model(server.BaseUrl, retries: BeforeAnOutageIsNoticed);
        await world.AskAsync(model, "before");
        server.AlwaysStatus = 503;
        using var calledOff = new CancellationTokenSource();
        var units = Enumerable.Range(0, 30).Select(i => world.Clients.Get(model).GetResponseAsync(
            [new(Microsoft.Extensions.AI.ChatRole.User, $"{i}?")], cancellationToken: calledOff.Token)).ToArray();
        await WaitsAsync(world);
        await calledOff.CancelAsync();
        foreach (var unit in units) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unit);
        server.AlwaysStatus = null;
        Assert.Contains("quality", (await world.AskAsync(model, "after")).Text);
    }

    [Fact]
    public async Task An_outage_that_does_not_end_is_not_waited_for_for_ever()
    {
        await using var server = await EndpointServer.StartAsync(new());
        await using var world = new EndpointWorld(resilience: Quick with { OutagePatience = TimeSpan.FromMilliseconds(200) });
        var model = Model(server.BaseUrl, retries: 2);
        await world.AskAsync(model, "before");
        server.AlwaysStatus = 500;
        var failures = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => world.FailAsync(model, $"{i}?")));
        Assert.All(failures, failure => Assert.Contains("answered 500 (The model is not there.)", failure.Message));
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_is_told_soon()
    {
        await using var world = new EndpointWorld();
        var failure = await world.FailAsync(Model("http://127.0.0.1:9/v1", retries: 2), "?");
        Assert.Contains("is not reached", failure.Message);
        Assert.Contains("Check base_url, and that the server runs.", failure.Message);
    }

    private static Task WaitsAsync(EndpointWorld world) =>
        Eventually.HappensAsync("an outage was noticed", () => world.Log.Text.Contains("Requests to it wait", StringComparison.Ordinal));
}
