namespace ArenaLearning.Flywheel.Ledger;

/// <summary>Units that were given up for one reason.</summary>
/// <param name="Kind"><see cref="Chunk.Responses"/> or <see cref="Chunk.Verdicts"/>.</param>
public sealed record LedgerFailure(string Kind, string Reason, long Units);
