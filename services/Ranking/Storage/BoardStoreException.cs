namespace ArenaLearning.Ranking.Storage;

/// <summary>The store of boards cannot be used; the message says why and what to do.</summary>
public sealed class BoardStoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same may succeed once the store answers again.</summary>
    public bool MayPass { get; init; }
}
