using System.Collections.Concurrent;

namespace ArenaLearning.Hosting.Bus;

/// <summary>How many messages this process has handled since its start, and which it handles now.</summary>
internal sealed class WorkCounts
{
    private readonly ConcurrentDictionary<long, string> atWork = new();
    private long begun, done, failed, retried;

    public long Done => Interlocked.Read(ref done);

    /// <summary>Each time that one was tried and failed.</summary>
    public long Failed => Interlocked.Read(ref failed);

    /// <summary>Begun again after a failure.</summary>
    public long Retried => Interlocked.Read(ref retried);

    /// <summary>Types of the messages that are handled now, one for each.</summary>
    public IReadOnlyCollection<string> AtWork => [.. atWork.Values.Order(StringComparer.Ordinal)];

    /// <returns>What <see cref="End"/> is told.</returns>
    public long Begin(string message, bool isRetry)
    {
        if (isRetry) Interlocked.Increment(ref retried);
        var number = Interlocked.Increment(ref begun);
        atWork[number] = message;
        return number;
    }

    public void End(long number, bool hasFailed)
    {
        atWork.TryRemove(number, out _);
        Interlocked.Increment(ref hasFailed ? ref failed : ref done);
    }
}
