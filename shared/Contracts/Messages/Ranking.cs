using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Command to Ranking: the official ratings of a stage, from the ledger's whole set of arena battles.</summary>
/// <param name="Battles">JSONL of <see cref="BattleRow"/>.</param>
/// <param name="IsComparison">These are another judge's verdicts on battles that the campaign's own judge decides.</param>
public sealed record RankArena(
    string Campaign, string RankingId, string Stage, ArtifactReference Battles, RankingSettings Settings, bool IsComparison = false);

/// <param name="Anchor">The contestant whose rating is fixed; null centres the ratings on 1000.</param>
/// <param name="AnchorElo">The rating it is fixed to.</param>
/// <param name="Bootstraps">Number of seeded multinomial bootstrap rounds.</param>
/// <param name="Soft">Outcomes are how much a battle was won by, not only who won it.</param>
/// <param name="StyleControl">The style of the answers is fitted beside the contestants (contextual Bradley-Terry).</param>
/// <param name="StyleFeatures">What of the style; null for all of it.</param>
public sealed record RankingSettings(
    string? Anchor, double AnchorElo, int Bootstraps, long Seed, IntervalKind Interval = IntervalKind.Bootstrap, bool Soft = false,
    bool StyleControl = false, IReadOnlyList<StyleFeature>? StyleFeatures = null);

/// <summary>What of an answer's style may be controlled.</summary>
public enum StyleFeature
{
    Length,
    /// <summary>Headers, lists and bold.</summary>
    Markdown,
}

/// <summary>How 95% intervals are found.</summary>
public enum IntervalKind
{
    /// <summary>Quantiles of the seeded multinomial bootstrap.</summary>
    Bootstrap,
    /// <summary>The sandwich estimate of the covariance.</summary>
    Sandwich,
}

/// <summary>Event: ratings are fitted.</summary>
/// <param name="Failure">Why there are none, and what to do; null when there are.</param>
/// <param name="Plain">With style control, the leaderboard of the same battles without it; else null.</param>
public sealed record ArenaRanked(
    string Campaign, string RankingId, string Stage, IReadOnlyList<LeaderboardRow> Leaderboard,
    IReadOnlyList<WinRate> WinRates, IReadOnlyList<string> Warnings, string? Failure = null, IReadOnlyList<LeaderboardRow>? Plain = null);

/// <param name="Elo">Bradley-Terry rating, base 10, scale 400.</param>
/// <param name="Lower">2.5% quantile of the bootstrap.</param>
/// <param name="Upper">97.5% quantile of the bootstrap.</param>
/// <param name="Rank">1 + number of contestants with a higher rating.</param>
/// <param name="RankLower">Best rank that the intervals allow: 1 + number of contestants surely better.</param>
/// <param name="RankUpper">Worst rank that the intervals allow: number of contestants less those surely worse.</param>
public sealed record LeaderboardRow(
    string Contestant, double Elo, double Lower, double Upper, int Rank, int RankLower, int RankUpper, int Battles);

/// <param name="Rate">Share of A's wins over B, ties as half.</param>
public sealed record WinRate(string A, string B, double Rate, int Battles);

/// <summary>Event, for the replicas of Ranking: the official board of a stage, and what it rests on.</summary>
public sealed record StageRanked
{
    public required string Campaign { get; init; }
    public required string Stage { get; init; }

    /// <summary>A ranking of the stage with another id takes the place of this one.</summary>
    public required string RankingId { get; init; }

    /// <summary>Rises from stage to stage of a campaign, in the order in which they were ranked.</summary>
    public required long Ordinal { get; init; }
    public required DateTimeOffset RankedAt { get; init; }

    /// <summary>As in <see cref="RankArena"/>.</summary>
    public bool IsComparison { get; init; }
    public required RankedBoard Board { get; init; }

    /// <summary>In the order of their names.</summary>
    public required IReadOnlyList<RankedPart> Parts { get; init; }
}

/// <param name="Leaderboard">Best first.</param>
public sealed record RankedBoard(IReadOnlyList<LeaderboardRow> Leaderboard, IReadOnlyList<string> Warnings);

/// <summary>A part of an arena, rated by its own battles.</summary>
/// <param name="Outcomes">Of its battles.</param>
public sealed record RankedPart(string Name, RankedBoard Board, PairOutcomes Outcomes);

/// <summary>How often each pair of contestants had each outcome.</summary>
/// <param name="Counts">Five numbers for each pair: the places of A and B among the contestants, wins of A, wins of B, ties.</param>
public sealed record PairOutcomes(IReadOnlyList<string> Contestants, IReadOnlyList<long> Counts);

/// <summary>Event: the top of a leaderboard changed.</summary>
public sealed record LeaderboardChanged(string Campaign, string Arena, IReadOnlyList<LeaderboardRow> Top);
