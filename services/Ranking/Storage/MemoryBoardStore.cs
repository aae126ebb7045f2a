using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Ranking.Storage;

/// <summary>
/// Boards of a process that has no database: it keeps them where it shows them, and tells its replicas as it tells itself. Stages of a
/// campaign are put in order by the clocks of those who ranked them.
/// </summary>
public sealed class MemoryBoardStore(TimeProvider time) : IBoardStore
{
    private long last;

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<StageRanked> KeepAsync(StageRanked board, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Two of one process never share a place, however coarse its clock.
        long seen, next;
        do (seen, next) = (Volatile.Read(ref last), Math.Max(Volatile.Read(ref last) + 1, now.UtcTicks));
        while (Interlocked.CompareExchange(ref last, next, seen) != seen);
        return Task.FromResult(board with { Ordinal = next, RankedAt = now });
    }

    public Task<IReadOnlyList<StageRanked>> ReadAsync(long after, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StageRanked>>([]);
}
