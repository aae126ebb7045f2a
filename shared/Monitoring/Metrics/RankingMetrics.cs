using ArenaLearning.Contracts.Messages;
using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>Ratings of contestants.</summary>
public static class RankingMetrics
{
    private static readonly InstrumentSet Set = new("Ranking", ArenaMetrics.Registry);

    private static readonly ICollector<IGauge> Rating = Set.Gauge(
        "arena_contestant_rating_elo", "Bradley-Terry rating of the newest official leaderboard. Campaigns that name contestants alike share it",
        "arena", "contestant");

    private static readonly ICollector<IGauge> HalfWidth = Set.Gauge(
        "arena_contestant_rating_halfwidth_elo", "Half the width of the rating's 95% interval", "arena", "contestant");

    private static readonly ICollector<ICounter> Rankings = Set.Counter(
        "arena_rankings_total", "Leaderboards fitted, by outcome: fitted or failed", "outcome");

    private static readonly ICollector<IHistogram> Duration = Set.Histogram(
        "arena_ranking_duration_seconds", "Fitting of a leaderboard, the reading of its battles included", ArenaMetrics.Seconds);

    public static IReadOnlyList<Instrument> Instruments => Set.All;

    /// <param name="arena">The part of the arena; null where the ranking failed.</param>
    public static void Ranked(string? arena, IReadOnlyList<LeaderboardRow> leaderboard, TimeSpan took)
    {
        Rankings.WithLabels(arena is null ? "failed" : "fitted").Inc();
        Duration.WithLabels().Observe(took.TotalSeconds);
        if (arena is null) return;
        foreach (var row in leaderboard)
        {
            Rating.WithLabels(arena, row.Contestant).Set(row.Elo);
            HalfWidth.WithLabels(arena, row.Contestant).Set((row.Upper - row.Lower) / 2);
        }
    }
}
