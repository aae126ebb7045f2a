namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema;

/// <summary>A row of <c>training</c>: a training job that is not done.</summary>
internal sealed class TrainingEntity
{
    public int Campaign { get; init; }
    public required string JobId { get; init; }

    /// <summary>Counts the leases that were given on it.</summary>
    public int Lease { get; init; }

    /// <summary>Of its newest state; null where none was reported.</summary>
    public int? Step { get; init; }

    public string? StateUri { get; init; }
    public string? StateSha256 { get; init; }
}
