using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.Work;

/// <summary>A clock that stands until it is told to go on, and says when somebody waits for it.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Comes back when the next timer is set.</summary>
    /// <returns>How long it runs.</returns>
    public async Task<TimeSpan> TimerAsync() => await timers.Reader.ReadAsync(TestContext.Current.CancellationToken);
}
