namespace ArenaLearning.Flywheel.Ledger;

/// <summary>A ledger cannot be read or written; the message says why and what to do.</summary>
public class LedgerException(string message, Exception? inner = null) : Exception(message, inner);
