namespace ArenaLearning.Flywheel.Ledger;

/// <summary>The store cannot be reached just now. What was to be done can be tried again as it is, and succeeds once the store is back.</summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : LedgerException(message, inner);
