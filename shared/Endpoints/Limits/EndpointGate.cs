using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Endpoints.Limits;

/// <summary>Lets requests to an endpoint through within its limits, and none while the endpoint asks to be left alone.</summary>
internal sealed class EndpointGate(EndpointSettings settings, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim free = new(settings.Concurrency);
    private readonly MinuteBudget? requests = settings.RequestsPerMinute is { } most ? new(most, time) : null;
    private readonly MinuteBudget? tokens = settings.TokensPerMinute is { } most ? new(most, time) : null;
    private long resumeAt = time.GetTimestamp();

    /// <summary>Waits for one of the endpoint's places; disposing gives it back.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        return new Place(free);
    }

    /// <summary>Waits, with a place in hand, until the minute has room and no pause is on: the next thing is the request.</summary>
    /// <param name="estimate">Tokens of prompt and response, at most.</param>
    /// <returns>To be settled with the tokens that it came to; null where tokens are not limited.</returns>
    public async Task<MinuteBudget.Share?> WaitForMinuteAsync(int estimate, CancellationToken cancellationToken)
    {
        var share = tokens is null ? null : await tokens.TakeAsync(estimate, cancellationToken);
        if (requests is not null) await requests.TakeAsync(1, cancellationToken);
        while (time.GetElapsedTime(time.GetTimestamp(), Volatile.Read(ref resumeAt)) is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
        return share;
    }

    public void Settle(MinuteBudget.Share? share, int amount)
    {
        if (share is not null) tokens!.Settle(share, amount);
    }

    /// <summary>Nothing is sent for so long, whoever has asked.</summary>
    public void Pause(TimeSpan duration)
    {
        var until = time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);
        for (var current = Volatile.Read(ref resumeAt); current < until; current = Volatile.Read(ref resumeAt))
            if (Interlocked.CompareExchange(ref resumeAt, until, current) == current) return;
    }

    public void Dispose()
    {
        free.Dispose();
        requests?.Dispose();
        tokens?.Dispose();
    }

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) free.Release();
        }
    }
}
