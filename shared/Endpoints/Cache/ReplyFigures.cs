using ArenaLearning.Monitoring;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>Counts what the cache of replies does, for whoever shows it.</summary>
public sealed class ReplyFigures : IReplyFigures
{
    private long hits, misses, waits, unlocked, bytesRead, bytesWritten;

    public ReplyCounts Read() => new(
        Interlocked.Read(ref hits), Interlocked.Read(ref misses), Interlocked.Read(ref waits), Interlocked.Read(ref unlocked),
        Interlocked.Read(ref bytesRead), Interlocked.Read(ref bytesWritten));

    internal void Hit() => Interlocked.Increment(ref hits);

    internal void Miss() => Interlocked.Increment(ref misses);

    internal void Waited() => Interlocked.Increment(ref waits);

    internal void Unlocked() => Interlocked.Increment(ref unlocked);

    internal void BytesRead(long bytes) => Interlocked.Add(ref bytesRead, bytes);

    internal void BytesWritten(long bytes) => Interlocked.Add(ref bytesWritten, bytes);
}
