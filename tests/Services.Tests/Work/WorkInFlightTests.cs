using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ArenaLearning.Services.Tests.Work;

public class WorkInFlightTests
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(300);
    private readonly WatchedTime time = new();
    private readonly LaneActivity lanes;
    private readonly WorkInFlight work;
    private int sent;

    public WorkInFlightTests()
    {
        lanes = new(time);
        work = Campaign();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_result_ends_the_wait_and_a_late_copy_changes_nothing()
    {
        var waiting = work.RequestAsync<string>("id", "lane", SendAsync, Token);
        work.Complete("id", "first");
        work.Complete("id", "second");
        Assert.Equal("first", await waiting);
    }

    [Fact]
    public async Task An_overdue_command_is_sent_again_after_twice_as_long_and_said_so()
    {
        var told = new List<string?>();
        work.Overdue = told.Add;
        var waiting = work.RequestAsync<string>("id", "lane", SendAsync, Token);
        var waits = new List<double>();
        for (var copies = 1; copies <= WorkInFlight.MostDoublings + 2; copies++)
        {
            var due = await time.TimerAsync();
            Assert.Equal(copies, sent);
            waits.Add(due / Retry);
            time.Advance(due);
        }
        await time.TimerAsync();
        work.Complete("id", "done");

        Assert.Equal(("done", 8), (await waiting, sent));
        Assert.Equal([1, 2, 4, 8, 16, 32, 32], waits);
        Assert.Equal([.. Enumerable.Repeat("lane", 7), null], told);
    }

    [Fact]
    public async Task While_its_lane_moves_for_any_campaign_a_command_is_not_overdue()
    {
        var waiting = work.RequestAsync<string>("slow", "lane", SendAsync, Token);
        for (var i = 0; i < 10; i++)
        {
            // A reply to another campaign, always before the timer ends: what came at the same time would win or lose by chance.
            var due = await time.TimerAsync();
            time.Advance(due / 2);
            lanes.Touch("lane");
            time.Advance(due - (due / 2));
        }
        await time.TimerAsync();
        Assert.Equal(1, sent);

        // Then it stands still, for all.
        time.Advance(Retry);
        await time.TimerAsync();
        Assert.Equal(2, sent);
        work.Complete("slow", "done");
        await waiting;
    }

    /// <summary>Else a small campaign would wait for a lost command until the huge one beside it is over.</summary>
    [Fact]
    public async Task A_command_that_its_lane_has_long_passed_by_is_sent_again_though_the_lane_moves()
    {
        var other = Campaign();
        var waiting = work.RequestAsync<string>("lost", "lane", SendAsync, Token);
        var due = await time.TimerAsync();
        var began = time.GetTimestamp();
        while (sent == 1)
        {
            Assert.True(time.GetElapsedTime(began) <= (WorkInFlight.PassedBy + 1) * Retry);
            time.Advance(due / 2);
            var later = other.RequestAsync<string>("later", "lane", _ => Task.CompletedTask, Token);
            await time.TimerAsync();
            other.Complete("later", "done");
            await later;
            time.Advance(due - (due / 2));
            due = await time.TimerAsync();
        }

        Assert.True(time.GetElapsedTime(began) >= WorkInFlight.PassedBy * Retry);
        work.Complete("lost", "done");
        await waiting;
    }

    [Fact]
    public async Task What_another_process_has_recorded_is_not_asked_for_again()
    {
        var waiting = work.RequestAsync("id", "lane", SendAsync, Token, _ => Task.FromResult<string?>("recorded elsewhere"));
        await time.TimerAsync();
        time.Advance(Retry);
        Assert.Equal(("recorded elsewhere", 1), (await waiting, sent));
    }

    [Fact]
    public async Task A_beat_counts_for_who_waits_only()
    {
        Assert.False(work.Beat("job"));
        var waiting = work.RequestAsync<string>("job", "job", SendAsync, Token);
        Assert.True(work.Beat("job"));
        work.Complete("job", "done");
        await waiting;
    }

    [Fact]
    public async Task A_bus_that_is_away_is_tried_again()
    {
        var waiting = work.RequestAsync<string>("id", "lane", _ => ++sent == 1
            ? Task.FromException(new BusUnavailableException("away", new TimeoutException())) : Task.CompletedTask, Token);
        await time.TimerAsync();
        time.Advance(Retry);
        await time.TimerAsync();
        work.Complete("id", "done");
        Assert.Equal(("done", 2), (await waiting, sent));
    }

    private WorkInFlight Campaign() => new(lanes, time, Retry, NullLogger.Instance);

    private Task SendAsync(CancellationToken cancellationToken)
    {
        sent++;
        return Task.CompletedTask;
    }
}
