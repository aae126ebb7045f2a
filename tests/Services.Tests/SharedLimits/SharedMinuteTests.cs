using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Endpoints.SharedLimits;
using ArenaLearning.TestServers;
using ArenaLearning.Waiting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.SharedLimits;

/// <summary>The minutes of an endpoint that several processes ask; Redis' clock is the real one.</summary>
public sealed class SharedMinuteTests : IAsyncDisposable
{
    private static readonly EndpointSettings Requests = new("e", "http://127.0.0.1:1/v1", null, 8, RequestsPerMinute: 10);
    private static readonly EndpointSettings Tokens = Requests with { RequestsPerMinute = null, TokensPerMinute = 2000 };

    /// <summary>A Redis that has just been started gives nothing for so long.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(0.5);

    private readonly List<RedisLink> links = [];
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var link in links) await link.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task Processes_together_take_no_more_requests_than_a_minute_allows()
    {
        await using var redis = await RedisServer.StartAsync();
        var taken = Enumerable.Range(0, 3).SelectMany(_ => Take(Room(redis, Requests), 10, 1)).ToList();
        await TakenAsync(taken, 10);
        await NoMoreAsync(taken, 10);
    }

    [Fact]
    public async Task What_one_process_settles_another_may_take()
    {
        await using var redis = await RedisServer.StartAsync();
        using SharedMinuteRoom one = Room(redis, Tokens), other = Room(redis, Tokens);
        var first = await one.TakeAsync(1500, stop.Token);
        var next = other.TakeAsync(1500, stop.Token);
        await NoMoreAsync([next], 0);
        first.Settle(40);
        await next;
    }

    [Fact]
    public async Task More_than_a_minute_allows_is_taken_alone()
    {
        await using var redis = await RedisServer.StartAsync();
        using SharedMinuteRoom one = Room(redis, Tokens), other = Room(redis, Tokens);
        var large = await one.TakeAsync(5000, stop.Token);
        var next = other.TakeAsync(1, stop.Token);
        await NoMoreAsync([next], 0);
        large.Settle(1000);
        await next;
    }

    [Fact]
    public async Task A_redis_that_forgot_everything_is_told_what_was_taken()
    {
        await using var redis = await RedisServer.StartAsync();
        using SharedMinuteRoom one = Room(redis, Requests), other = Room(redis, Requests);
        await Task.WhenAll(Take(one, 7, 1));
        await redis.KillAsync();
        await redis.RestartAsync();
        // The one hears of the new Redis as it does with every beat; the other has taken nothing and may have the rest.
        var since = await HearsAsync(one, redis);
        await one.RecallAsync(since);
        var taken = Take(other, 10, 1).ToList();
        await TakenAsync(taken, 3);
        await NoMoreAsync(taken, 3);
    }

    [Fact]
    public async Task A_redis_that_comes_back_with_an_older_copy_is_told_what_was_taken()
    {
        await using var redis = await RedisServer.StartAsync();
        using SharedMinuteRoom one = Room(redis, Requests), other = Room(redis, Requests);
        await one.TakeAsync(1, stop.Token);
        await redis.CommandAsync("SAVE");
        await Task.WhenAll(Take(one, 6, 1));
        await redis.KillAsync();
        await redis.RestartAsync();
        await HearsAsync(one, redis);
        // Eight and not seven are counted: what the copy knew is told again, for nobody can say what that was.
        var taken = Take(other, 10, 1).ToList();
        await TakenAsync(taken, 2);
        await NoMoreAsync(taken, 2);
    }

    [Fact]
    public async Task Who_has_waited_for_a_whole_minute_goes_before_others()
    {
        await using var redis = await RedisServer.StartAsync();
        SharedEndpoint small = new(Link(redis), Tokens, Lease, NullLogger.Instance), large = new(Link(redis), Tokens, Lease, NullLogger.Instance);
        var since = (await small.ShareAsync(0, 0, 8)).Since;
        await Eventually.HappensAsync("Redis gave tokens", IsGivenAsync);

        Assert.Null((await large.TakeAsync(since, Tokens, 1950, claims: false)).Second);
        Assert.NotNull((await small.TakeAsync(since, Tokens, 100, claims: false)).Second);
        Assert.Null((await large.TakeAsync(since, Tokens, 1950, claims: true)).Second);
        Assert.Null((await small.TakeAsync(since, Tokens, 100, claims: false)).Second);
        // A claim that is not renewed, for its process has died, ends.
        await Eventually.HappensAsync("the claim ended", IsGivenAsync);

        async Task<bool> IsGivenAsync() => (await small.TakeAsync(since, Tokens, 100, claims: false)).Second is not null;
    }

    [Fact]
    public async Task Without_redis_nothing_is_sent_for_a_minute_and_then_a_tenth()
    {
        var time = new FakeTimeProvider();
        await using var link = new RedisLink(RedisAddress.Read("redis://127.0.0.1:1")!);
        var settings = Requests with { RequestsPerMinute = 50 };
        using var room = new SharedMinuteRoom(settings, new(link, settings, Lease, NullLogger.Instance), time);
        var (start, taken) = (time.GetTimestamp(), new List<double>());
        var all = Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            await room.TakeAsync(1, stop.Token);
            taken.Add(time.GetElapsedTime(start).TotalSeconds);
        }));
        await Eventually.HappensAsync("all were taken", () =>
        {
            time.Advance(TimeSpan.FromSeconds(0.25));
            return all.IsCompleted;
        });
        await all;
        Assert.True(taken.Min() > 60, $"{taken.Min()} s");
        Assert.All(taken, at => Assert.True(taken.Count(other => other >= at && other < at + 60) <= 5));
    }

    /// <returns>Since when the Redis knows that has just been started.</returns>
    private async Task<string> HearsAsync(SharedMinuteRoom room, RedisServer redis)
    {
        var since = (await new SharedEndpoint(Link(redis), Requests, Lease, NullLogger.Instance).ShareAsync(0, 0, 8)).Since;
        await Eventually.HappensAsync("the room reached Redis again", async () =>
        {
            try
            {
                await room.RecallAsync(since);
                return true;
            }
            catch (Exception e) when (RedisOutage.Is(e))
            {
                return false;
            }
        });
        return since;
    }

    private RedisLink Link(RedisServer redis)
    {
        var link = new RedisLink(RedisAddress.Read(redis.Address)!);
        links.Add(link);
        return link;
    }

    private SharedMinuteRoom Room(RedisServer redis, EndpointSettings settings) =>
        new(settings, new(Link(redis), settings, Lease, NullLogger.Instance), TimeProvider.System);

    private IEnumerable<Task> Take(SharedMinuteRoom room, int count, int tokens) =>
        Enumerable.Range(0, count).Select(_ => (Task)room.TakeAsync(tokens, stop.Token));

    private static Task TakenAsync(IReadOnlyCollection<Task> all, int count) =>
        Eventually.HappensAsync($"{count} were taken", () => all.Count(task => task.IsCompletedSuccessfully) >= count);

    /// <summary>Long enough for several more tries of who waits.</summary>
    private async Task NoMoreAsync(IReadOnlyCollection<Task> all, int count)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), stop.Token);
        Assert.Equal(count, all.Count(task => task.IsCompleted));
    }
}
