using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Limits;
using ArenaLearning.Endpoints.Redis;

namespace ArenaLearning.Endpoints.SharedLimits;

/// <summary>
/// The minutes of an endpoint that several processes ask. What is taken is counted in Redis, and here too: to tell Redis when it has
/// lost it, and to do without Redis. Then nothing is sent for a whole window, for nobody knows what the others took, and after that
/// a tenth of what is allowed.
/// </summary>
internal sealed class SharedMinuteRoom(EndpointSettings settings, SharedEndpoint shared, TimeProvider time) : IMinuteRoom
{
    private const int AlonePart = 10;

    /// <summary>Others settle or go without telling, so nobody waits longer without asking again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim turn = new(1);
    private readonly Lock sync = new();
    private readonly Queue<Share> taken = new();
    private readonly bool countsTokens = settings.TokensPerMinute is not null;
    private string since = "";
    private long? awaySince;

    public async Task<IMinuteShare> TakeAsync(int tokens, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var began = time.GetTimestamp();
            while (true)
            {
                var (share, wait) = await TryAsync(tokens, hasWaitedLong: time.GetElapsedTime(began) > MinuteRoom.Window);
                if (share is not null) return share;
                await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Redis answers, and knows since then what is taken: it is told what it does not know of.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis is away.</exception>
    public async Task RecallAsync(string knownSince)
    {
        List<(Share Share, TimeSpan Age)> unknown;
        lock (sync)
        {
            Forget();
            unknown = [.. taken.Where(share => share.Since != knownSince).Select(share => (share, time.GetElapsedTime(share.At)))];
            // Told once: what is told twice would count twice.
            foreach (var (share, _) in unknown) share.Since = knownSince;
            since = knownSince;
            awaySince = null;
        }
        try
        {
            await shared.RecallAsync([.. unknown.Select(one => (one.Age, one.Share.Tokens))]);
        }
        catch
        {
            lock (sync)
                foreach (var (share, _) in unknown) share.Since = null;
            throw;
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<(Share? Share, TimeSpan Wait)> TryAsync(int tokens, bool hasWaitedLong)
    {
        try
        {
            var (second, wait, knownSince) = await shared.TakeAsync(since, settings, tokens, hasWaitedLong);
            if (knownSince != since) await RecallAsync(knownSince);
            awaySince = null;
            return second is null ? (null, wait) : (Keep(new(this, time.GetTimestamp(), tokens) { Second = second, Since = knownSince }), default);
        }
        catch (Exception e) when (RedisOutage.Is(e))
        {
            return (time.GetElapsedTime(awaySince ??= time.GetTimestamp()) > MinuteRoom.Window ? TryAlone(tokens) : null, LongestWait);
        }
    }

    private Share? TryAlone(int tokens)
    {
        lock (sync)
        {
            Forget();
            var fits = taken.Count == 0
                || ((settings.RequestsPerMinute is not { } requests || taken.Count < requests / AlonePart)
                    && (settings.TokensPerMinute is not { } most || taken.Sum(share => (long)share.Tokens) + tokens <= most / AlonePart));
            return fits ? Keep(new(this, time.GetTimestamp(), tokens)) : null;
        }
    }

    private Share Keep(Share share)
    {
        lock (sync)
        {
            Forget();
            taken.Enqueue(share);
        }
        return share;
    }

    private void Forget()
    {
        while (taken.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= MinuteRoom.Window) taken.Dequeue();
    }

    private async Task SettleAsync(long second, int difference)
    {
        try
        {
            await shared.SettleAsync(second, difference);
        }
        catch (Exception e) when (RedisOutage.Is(e))
        {
            // The estimate stands.
        }
    }

    /// <summary>What one request took.</summary>
    private sealed class Share(SharedMinuteRoom room, long at, int tokens) : IMinuteShare
    {
        public long At { get; } = at;

        public int Tokens { get; private set; } = tokens;

        /// <summary>By Redis; null for what Redis did not give.</summary>
        public long? Second { get; init; }

        /// <summary>Since when the Redis knows that knows of this; null where none does.</summary>
        public string? Since { get; set; }

        public void Settle(int tokens)
        {
            int difference;
            lock (room.sync) (difference, Tokens) = (tokens - Tokens, tokens);
            if (room.countsTokens && Second is { } second && difference != 0) _ = room.SettleAsync(second, difference);
        }
    }
}
