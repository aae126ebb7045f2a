namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>What the rows of a chunk that are recorded together have in common.</summary>
/// <param name="Campaign">Number of the campaign.</param>
/// <param name="Step">Ordinal of the step that they belong to.</param>
internal readonly record struct RecordingPlace(int Campaign, string ChunkId, long Step);
