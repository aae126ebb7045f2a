namespace ArenaLearning.Flywheel.Ledger;

/// <summary>Units of the whole campaign.</summary>
public sealed record LedgerTotals(long Responses, long Verdicts, long Failed, long DuplicatesDropped);
