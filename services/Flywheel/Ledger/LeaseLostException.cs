namespace ArenaLearning.Flywheel.Ledger;

/// <summary>The lease on the campaign was lost, so nothing more is written.</summary>
public sealed class LeaseLostException(string message) : LedgerException(message);
