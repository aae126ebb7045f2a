namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema;

/// <summary>A row of <c>attempts</c>: a unit that failed at least once.</summary>
internal sealed class AttemptEntity
{
    public int Campaign { get; init; }
    public required string ChunkId { get; init; }
    public required string UnitId { get; init; }

    /// <summary>Ordinal of the step that was next to be recorded, the one that the row belongs to.</summary>
    public long Step { get; init; }

    public required string Kind { get; init; }
    public int Attempts { get; init; }
    public required string Reason { get; init; }
    public bool GivenUp { get; init; }
    public string? FailureClass { get; init; }

    /// <summary>What a judge said instead of a verdict, as JSON.</summary>
    public string? FailedReplies { get; init; }
}
