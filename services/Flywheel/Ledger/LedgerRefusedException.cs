namespace ArenaLearning.Flywheel.Ledger;

/// <summary>
/// The ledger cannot be used for this campaign: it holds another one, is in use, was written by another version or is damaged. Trying
/// again as it is comes to the same.
/// </summary>
public sealed class LedgerRefusedException(string message, Exception? inner = null) : LedgerException(message, inner)
{
    /// <summary>Whether it is free as soon as another process lets it go.</summary>
    public bool InUse { get; init; }
}
