using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Ranking.Storage;

/// <summary>Keeps the official board of each stage. Safe for use by many at once.</summary>
public interface IBoardStore
{
    /// <summary>Makes the store ready, which the other methods do too where nobody has.</summary>
    /// <exception cref="BoardStoreException">It cannot be used.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a board. One of the same stage with another id gives way; one with the same id stays as it is.</summary>
    /// <param name="board">Its time and its place among the stages are the store's to say.</param>
    /// <returns>As it is kept.</returns>
    /// <exception cref="BoardStoreException">It cannot be kept.</exception>
    Task<StageRanked> KeepAsync(StageRanked board, CancellationToken cancellationToken);

    /// <returns>Boards with a higher ordinal than <paramref name="after"/>, in the order of their ordinals.</returns>
    /// <exception cref="BoardStoreException">They cannot be read.</exception>
    Task<IReadOnlyList<StageRanked>> ReadAsync(long after, CancellationToken cancellationToken);
}
