using ArenaLearning.Contracts.Messages;
using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>Ratings of contestants.</summary>
public static class RankingMetrics
{
    private static readonly InstrumentSet Set = new("Ranking", ArenaMetrics.Registry);

    private static readonly CampaignGauge Rating = Set.GaugeOfCampaigns(
        "arena_contestant_rating_elo",
        "Bradley-Terry rating of the newest official leaderboard of a campaign that has not ended. Campaigns that name contestants alike share it",
        "arena", "contestant");

    private static readonly CampaignGauge HalfWidth = Set.GaugeOfCampaigns(
        "arena_contestant_rating_halfwidth_elo", "Half the width of the rating's 95% interval", "arena", "contestant");

    private static readonly ICollector<ICounter> Rankings = Set.Counter(
        "arena_rankings_total", "Leaderboards fitted, by outcome: fitted or failed", "outcome");

    private static readonly ICollector<IHistogram> Duration = Set.Histogram(
        "arena_ranking_duration_seconds", "Fitting of a leaderboard, the reading of its battles included", ArenaMetrics.Seconds);

    public static IReadOnlyList<Instrument> Instruments => Set.All;

    public static void Ranked(bool isFitted, TimeSpan took)
    {
        Rankings.WithLabels(isFitted ? "fitted" : "failed").Inc();
        Duration.WithLabels().Observe(took.TotalSeconds);
    }

    /// <param name="campaign">Its id, by which its end is known; it is told to nobody.</param>
    /// <param name="arena">The parts of the arena.</param>
    public static void Rated(string campaign, string arena, IReadOnlyList<LeaderboardRow> leaderboard)
    {
        foreach (var row in leaderboard)
        {
            Rating.Set(campaign, row.Elo, arena, row.Contestant);
            HalfWidth.Set(campaign, (row.Upper - row.Lower) / 2, arena, row.Contestant);
        }
    }

    /// <summary>Its ratings are told no more.</summary>
    public static void Ended(string campaign)
    {
        Rating.End(campaign);
        HalfWidth.End(campaign);
    }
}
