using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

public class WorkInFlightTests
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(150);
    private readonly WorkInFlight work = new(TimeProvider.System, Retry, NullLogger.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_result_ends_the_wait_and_a_late_copy_changes_nothing()
    {
        var waiting = work.RequestAsync<string>("id", "lane", _ => Task.CompletedTask, Token);
        work.Complete("id", "lane", "first");
        work.Complete("id", "lane", "second");
        Assert.Equal("first", await waiting);
    }

    [Fact]
    public async Task An_overdue_command_is_sent_again_and_said_so()
    {
        var told = new List<string?>();
        work.Overdue = told.Add;
        var sent = 0;

        var result = await work.RequestAsync<string>("id", "lane", _ =>
        {
            if (++sent == 3) work.Complete("id", "lane", "done");
            return Task.CompletedTask;
        }, Token);

        Assert.Equal(("done", 3), (result, sent));
        Assert.Equal(["lane", "lane", null], told);
    }

    [Fact]
    public async Task While_its_lane_moves_a_command_is_not_overdue()
    {
        var sent = 0;
        var waiting = work.RequestAsync<string>("slow", "lane", _ => Task.FromResult(++sent), Token);
        for (var i = 0; i < 12; i++)
        {
            await Task.Delay(Retry / 3, Token);
            work.Complete($"other {i}", "lane", "done");
        }
        Assert.Equal(1, sent);
        work.Complete("slow", "lane", "done");
        await waiting;
    }

    [Fact]
    public async Task A_beat_counts_for_who_waits_only()
    {
        Assert.False(work.Beat("job"));
        var waiting = work.RequestAsync<string>("job", "job", _ => Task.CompletedTask, Token);
        Assert.True(work.Beat("job"));
        work.Complete("job", "job", "done");
        await waiting;
    }

    [Fact]
    public async Task A_bus_that_is_away_is_tried_again()
    {
        var sent = 0;
        var result = await work.RequestAsync<string>("id", "lane", _ =>
        {
            if (++sent == 1) throw new BusUnavailableException("away", new TimeoutException());
            work.Complete("id", "lane", "done");
            return Task.CompletedTask;
        }, Token);
        Assert.Equal(("done", 2), (result, sent));
    }

    [Fact]
    public async Task The_window_admits_in_order_and_never_more_than_it_holds()
    {
        var window = new UnitWindow(10);
        using var first = await window.EnterAsync(6, Token);
        var large = window.EnterAsync(6, Token);
        var small = window.EnterAsync(1, Token);
        await Task.Delay(50, Token);
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted);

        first.Dispose();
        first.Dispose();
        using var second = await large;
        using var third = await small;
        Assert.False(window.EnterAsync(4, Token).IsCompleted);
    }

    [Fact]
    public async Task A_chunk_larger_than_the_window_goes_alone_and_one_that_gives_up_waits_no_more()
    {
        var window = new UnitWindow(10);
        var large = await window.EnterAsync(100, Token);
        using var impatient = new CancellationTokenSource();
        var cancelled = window.EnterAsync(5, impatient.Token);
        var patient = window.EnterAsync(10, Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        large.Dispose();
        using var room = await patient;
    }
}
