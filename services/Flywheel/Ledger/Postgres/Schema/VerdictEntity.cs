namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema;

/// <summary>A row of <c>verdicts</c>.</summary>
internal sealed class VerdictEntity
{
    public int Campaign { get; init; }
    public required string ChunkId { get; init; }
    public required string UnitId { get; init; }

    /// <summary>Ordinal of the step that was next to be recorded, the one that the row belongs to.</summary>
    public long Step { get; init; }

    public double ScoreA { get; init; }
    public double ScoreB { get; init; }
    public int Winner { get; init; }

    /// <summary>JSON.</summary>
    public required string Games { get; init; }

    public bool? CorrectA { get; init; }
    public bool? CorrectB { get; init; }
    public int? FirstErrorA { get; init; }
    public int? FirstErrorB { get; init; }
    public required string ReasonA { get; init; }
    public required string ReasonB { get; init; }
    public double? Probability { get; init; }

    /// <summary>Of a jury, its members' whole verdicts by their names, as JSON.</summary>
    public string? Members { get; init; }

    /// <summary>Replies that gave no verdict, as JSON.</summary>
    public string? FailedReplies { get; init; }
}
