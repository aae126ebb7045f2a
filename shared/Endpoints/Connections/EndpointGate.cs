using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Limits;
using ArenaLearning.Endpoints.SharedLimits;

namespace ArenaLearning.Endpoints.Connections;

/// <summary>Lets requests to an endpoint through within its limits, and none while the endpoint asks to be left alone.</summary>
internal sealed class EndpointGate : IAsyncDisposable
{
    private readonly TimeProvider time;
    private readonly Places places;
    private readonly IMinuteRoom? minute;
    private readonly PlaceLease? lease;
    private long resumeAt;

    /// <param name="shared">The limits as other processes see them too; null where this process alone asks the endpoint.</param>
    public EndpointGate(EndpointSettings settings, TimeProvider time, SharedEndpoint? shared)
    {
        this.time = time;
        resumeAt = time.GetTimestamp();
        var isLimited = MinuteRoom.IsLimited(settings);
        if (shared is null)
        {
            places = new(settings.Concurrency);
            minute = isLimited ? new MinuteRoom(settings, time) : null;
            return;
        }
        var together = isLimited ? new SharedMinuteRoom(settings, shared, time) : null;
        minute = together;
        places = new(0) { Crowded = () => lease?.Hurry() };
        lease = new(shared, settings, places, together, PauseHere, time);
    }

    /// <summary>Waits for one of the endpoint's places; disposing gives it back.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await places.EnterAsync(cancellationToken);
        return new Place(places);
    }

    /// <summary>Waits, with a place in hand, until the minute has room and no pause is on: the next thing is the request.</summary>
    /// <param name="estimate">Tokens of prompt and response, at most.</param>
    /// <returns>To be settled with the tokens that it came to; null where minutes are not limited.</returns>
    public async Task<IMinuteShare?> WaitForMinuteAsync(int estimate, CancellationToken cancellationToken)
    {
        var share = minute is null ? null : await minute.TakeAsync(estimate, cancellationToken);
        while (time.GetElapsedTime(time.GetTimestamp(), Volatile.Read(ref resumeAt)) is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
        return share;
    }

    /// <summary>Nothing is sent for so long, whoever has asked, in any process that shares the limits.</summary>
    public void Pause(TimeSpan duration)
    {
        PauseHere(duration);
        lease?.Pause(duration);
    }

    public async ValueTask DisposeAsync()
    {
        if (lease is not null) await lease.DisposeAsync();
        minute?.Dispose();
    }

    private void PauseHere(TimeSpan duration)
    {
        var until = time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);
        for (var current = Volatile.Read(ref resumeAt); current < until; current = Volatile.Read(ref resumeAt))
            if (Interlocked.CompareExchange(ref resumeAt, until, current) == current) return;
    }

    private sealed class Place(Places places) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) places.Leave();
        }
    }
}
