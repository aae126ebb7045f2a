namespace ArenaLearning.Monitoring;

/// <summary>What the cache of replies did since its process began.</summary>
/// <param name="Hits">Requests that were answered by a reply that somebody had asked for, <paramref name="Waits"/> among them.</param>
/// <param name="Misses">Requests that an endpoint was asked.</param>
/// <param name="Waits">Requests that waited for another process to ask, and got its reply.</param>
/// <param name="Unlocked">Misses where no process could be kept from asking the same: Redis was away, or another took too long.</param>
/// <param name="BytesRead">Of replies read from where they are kept.</param>
/// <param name="BytesWritten">Of replies written there.</param>
public sealed record ReplyCounts(long Hits, long Misses, long Waits, long Unlocked, long BytesRead, long BytesWritten);
