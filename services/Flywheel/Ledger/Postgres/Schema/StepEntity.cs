namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema;

/// <summary>A row of <c>steps</c>: a finished step.</summary>
internal sealed class StepEntity
{
    public int Campaign { get; init; }
    public required string Key { get; init; }

    /// <summary>Counts the steps in the order in which they were recorded.</summary>
    public long Ordinal { get; init; }

    /// <summary>Of the output's shape.</summary>
    public int Version { get; init; }

    /// <summary>What came out of it, as JSON.</summary>
    public required string Output { get; init; }
}
