namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema;

/// <summary>A row of <c>responses</c>.</summary>
internal sealed class ResponseEntity
{
    public int Campaign { get; init; }
    public required string ChunkId { get; init; }
    public required string UnitId { get; init; }

    /// <summary>Ordinal of the step that was next to be recorded, the one that the row belongs to.</summary>
    public long Step { get; init; }

    public required string Text { get; init; }
    public int PromptTokens { get; init; }
    public int ResponseTokens { get; init; }
    public double LatencySeconds { get; init; }
    public required string FinishReason { get; init; }
    public bool FromCache { get; init; }
    public decimal CostUsd { get; init; }
    public string? Model { get; init; }
    public string? Fingerprint { get; init; }
}
