using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.TestMetrics;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.Services.Tests.Rankings;

/// <summary>What a Ranking tells Prometheus of campaigns. Names are this test's own, for all of a process is measured together.</summary>
public sealed class RatingSeriesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ratings_are_those_of_the_newest_stage_and_go_when_the_campaign_ends()
    {
        await using var world = await RankingWorld.StartAsync();
        await world.RankAsync("series", "SFT-I1", Rows("series-a", 30, 10));
        var first = await RatingAsync("series-a");
        await world.RankAsync("series", "DPO-I1", Rows("series-a", 35, 5));
        Assert.True(await RatingAsync("series-a") > first);
        // What another judge makes of it is no rating of the campaign.
        var official = await RatingAsync("series-a");
        await world.RankAsync("series", "compare", Rows("series-a", 5, 35), isComparison: true);
        Assert.Equal(official, await RatingAsync("series-a"));
        await world.RankAsync("series-2", "SFT-I1", Rows("series-b", 30, 10));

        await world.PublishAsync(new CampaignEnded("series", "It was cancelled."));
        await Eventually.HappensAsync("its ratings went", async () => await RatingAsync("series-a") is null);

        Assert.NotNull(await RatingAsync("series-b"));
    }

    private static IReadOnlyList<BattleRow> Rows(string contestant, int wins, int losses) =>
        [.. RankingWorld.Battles(contestant, "anchor", wins, losses, part: "arena-series")];

    private static async Task<double?> RatingAsync(string contestant) => (await Scrape.OfThisProcessAsync(Token)).Series
        .TryGetValue($"arena_contestant_rating_elo{{arena=\"arena-series\",contestant=\"{contestant}\"}}", out var rating) ? rating : null;
}
