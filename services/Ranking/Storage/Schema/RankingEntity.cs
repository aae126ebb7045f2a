namespace ArenaLearning.Ranking.Storage.Schema;

/// <summary>A row of <c>rankings</c>: the official board of a stage.</summary>
internal sealed class RankingEntity
{
    public required string Campaign { get; init; }

    public required string Stage { get; init; }

    /// <summary>Given anew when another ranking of the stage takes its place.</summary>
    public required long Ordinal { get; init; }

    public required string RankingId { get; init; }

    public required DateTimeOffset RankedAt { get; init; }

    /// <summary>The whole board as JSON.</summary>
    public required string Board { get; init; }
}
