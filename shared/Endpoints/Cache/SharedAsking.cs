using ArenaLearning.Endpoints.Redis;
using StackExchange.Redis;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>
/// Has one process of all that share a Redis ask for a reply that several want at once. It holds a lock, which it renews as long as it asks; the others
/// wait for the reply, or for the lock to go. A lock makes a request cheaper and decides nothing: where Redis is away, slow or full, everyone asks.
/// </summary>
/// <param name="lease">A lock is gone so long after its process.</param>
internal sealed class SharedAsking(RedisLink link, ReplyFigures figures, TimeProvider time, TimeSpan lease)
{
    /// <summary>After so long it is asked twice: who asks is alive, and gets nowhere.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>For so long a Redis that failed is not asked for locks: each try may cost a second.</summary>
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly string AskScript = RedisScript.Read("ask"), RenewScript = RedisScript.Read("renew"), ReleaseScript = RedisScript.Read("release");

    private readonly Lock sync = new();
    private long? failedAt;

    private enum Turn
    {
        Wait = 0,
        Ask = 1,
        Read = 2,
        AskUnlocked = 3,
    }

    /// <param name="key">Of the reply.</param>
    /// <param name="findAsync">Reads the reply that another process has kept; null where there is none.</param>
    /// <param name="askAsync">Asks the endpoint, and keeps the reply where the others find it.</param>
    public async Task<T> GetAsync<T>(
        string key, Func<CancellationToken, Task<T?>> findAsync, Func<CancellationToken, Task<T>> askAsync, CancellationToken cancellationToken)
        where T : class
    {
        // What is between braces decides on which node of a cluster a key lies: the lock is beside its reply.
        var (reply, token) = (RedisReplies.Prefix + key, Guid.NewGuid().ToString("N"));
        RedisKey[] keys = [$"{{{reply}}}:asking", reply];
        var begun = time.GetTimestamp();
        var hasWaited = false;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            switch (await TurnAsync(keys, token, begun))
            {
                case Turn.Ask:
                    return await AskAsync(keys[0], token, askAsync, cancellationToken);
                case Turn.Read when await findAsync(cancellationToken) is { } found:
                    if (hasWaited) figures.Waited();
                    return found;
                case Turn.Read or Turn.AskUnlocked:
                    figures.Unlocked();
                    return await askAsync(cancellationToken);
            }
            hasWaited = true;
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<Turn> TurnAsync(RedisKey[] keys, string token, long begun)
    {
        lock (sync)
            if (failedAt is { } failed && time.GetElapsedTime(failed) < OutagePause) return Turn.AskUnlocked;
        try
        {
            var turn = (Turn)(int)await (await link.DatabaseAsync()).ScriptEvaluateAsync(AskScript, keys, [token, Milliseconds]);
            lock (sync) failedAt = null;
            return turn == Turn.Wait && time.GetElapsedTime(begun) > LongestWait ? Turn.AskUnlocked : turn;
        }
        catch (Exception e) when (RedisOutage.Is(e))
        {
            // Who shares the limits tells of it.
            lock (sync) failedAt = time.GetTimestamp();
            return Turn.AskUnlocked;
        }
    }

    private async Task<T> AskAsync<T>(RedisKey key, string token, Func<CancellationToken, Task<T>> askAsync, CancellationToken cancellationToken)
    {
        using var asked = new CancellationTokenSource();
        var renewing = RenewAsync(key, token, asked.Token);
        try
        {
            return await askAsync(cancellationToken);
        }
        finally
        {
            await asked.CancelAsync();
            await renewing;
            await TryAsync(async redis => await redis.ScriptEvaluateAsync(ReleaseScript, [key], [token]));
        }
    }

    /// <summary>Until it is over, or the lock is another's: then it is asked twice, for what is under way is paid for.</summary>
    private async Task RenewAsync(RedisKey key, string token, CancellationToken over)
    {
        try
        {
            using var timer = new PeriodicTimer(lease / 3, time);
            while (await timer.WaitForNextTickAsync(over))
                await TryAsync(async redis => await redis.ScriptEvaluateAsync(RenewScript, [key], [token, Milliseconds]));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task TryAsync(Func<IDatabase, Task> workAsync)
    {
        try
        {
            await workAsync(await link.DatabaseAsync());
        }
        catch (Exception e) when (RedisOutage.Is(e))
        {
            // The lock goes by itself.
        }
    }

    private RedisValue Milliseconds => (long)lease.TotalMilliseconds;
}
