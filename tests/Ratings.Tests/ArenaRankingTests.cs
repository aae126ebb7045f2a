using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Ranking.Leaderboards;
using ArenaLearning.TestArtifacts;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArenaLearning.Ratings.Tests;

public sealed class ArenaRankingTests : IDisposable
{
    private static readonly RankingSettings Settings = new("anchor", 1100, Bootstraps: 100, Seed: 5);
    private readonly string folder = Directory.CreateTempSubdirectory("arena-ranking-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Battles_become_a_leaderboard_with_the_anchor_fixed()
    {
        var result = await RankAsync([.. Battles("strong", "anchor", 60, 30, 10), .. Battles("anchor", "weak", 70, 20, 10)]);

        var ranked = result.Ranked;
        Assert.Equal(("arithmetic", "ranking", "SFT-I1", null), (ranked.Campaign, ranked.RankingId, ranked.Stage, ranked.Failure));
        Assert.Empty(ranked.Warnings);
        Assert.Equal(["strong", "anchor", "weak"], ranked.Leaderboard.Select(row => row.Contestant));
        Assert.Equal([1, 2, 3], ranked.Leaderboard.Select(row => row.Rank));
        Assert.Equal([1, 2, 3], ranked.Leaderboard.Select(row => row.RankLower));
        Assert.Equal([1, 2, 3], ranked.Leaderboard.Select(row => row.RankUpper));
        Assert.Equal([100, 200, 100], ranked.Leaderboard.Select(row => row.Battles));
        var anchor = ranked.Leaderboard[1];
        Assert.Equal((1100, 1100, 1100), (anchor.Elo, anchor.Lower, anchor.Upper));
        // Two contestants who meet only the anchor lie from it by the logarithm of their odds, a tie as half a win.
        Assert.Equal(1100 + 400 * Math.Log10(65.0 / 35), ranked.Leaderboard[0].Elo, 1e-3);
        Assert.Equal(1100 - 400 * Math.Log10(75.0 / 25), ranked.Leaderboard[2].Elo, 1e-3);
        Assert.Equal(
            [new("anchor", "strong", 0.35, 100), new("anchor", "weak", 0.75, 100), new("strong", "anchor", 0.65, 100), new("weak", "anchor", 0.25, 100)],
            ranked.WinRates);
    }

    [Fact]
    public async Task A_change_of_the_leaderboard_names_its_arenas_and_the_top()
    {
        var rows = Battles("strong", "anchor", 60, 30, 10).Select((row, i) => row with { Arena = i % 2 == 0 ? "hard" : "diverse" });

        var result = await RankAsync([.. rows]);

        Assert.NotNull(result.Changed);
        Assert.Equal(("arithmetic", "diverse+hard"), (result.Changed.Campaign, result.Changed.Arena));
        Assert.Equal(result.Ranked.Leaderboard, result.Changed.Top);
    }

    [Fact]
    public async Task The_order_of_rows_changes_nothing()
    {
        var rows = Battles("strong", "anchor", 60, 30, 10).Concat(Battles("anchor", "weak", 70, 20, 10)).ToArray();

        var forward = await RankAsync(rows);
        var backward = await RankAsync([.. rows.Reverse()]);

        Assert.Equal(forward.Ranked.Leaderboard, backward.Ranked.Leaderboard);
    }

    [Fact]
    public async Task Battles_of_a_contestant_against_itself_do_not_count()
    {
        var rows = Battles("strong", "anchor", 60, 30, 10).ToArray();

        var with = await RankAsync([.. rows, .. Battles("strong", "strong", 5, 5, 5), .. Battles("alone", "alone", 1, 0, 0)]);

        Assert.Equal((await RankAsync(rows)).Ranked.Leaderboard, with.Ranked.Leaderboard);
    }

    [Fact]
    public async Task A_stage_that_wins_everything_is_warned_about()
    {
        var result = await RankAsync([.. Battles("strong", "anchor", 60, 0, 0)]);

        Assert.Null(result.Ranked.Failure);
        Assert.Contains("anchor | strong all wins go one way", Assert.Single(result.Ranked.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_winner_is_refused_with_file_and_line()
    {
        var rows = Battles("strong", "anchor", 1, 1, 1).ToArray();
        rows[1] = rows[1] with { Winner = "strong" };

        var failure = await FailureAsync(rows);

        Assert.Contains("battles.jsonl:2: winner is 'strong'; write model_a, model_b, tie or tie (bothbad).", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_failure_says_why_there_are_no_ratings()
    {
        var rows = Battles("strong", "anchor", 1, 1, 1).ToArray();

        Assert.Contains("no battle to rate", await FailureAsync([]), StringComparison.Ordinal);
        Assert.Contains("'anchor' fought no battle", await FailureAsync([.. Battles("a", "b", 1, 1, 0)]), StringComparison.Ordinal);
        Assert.Contains("battles.jsonl:1: model_a and model_b must each name a contestant", await FailureAsync(
            [rows[0] with { ModelB = "" }]), StringComparison.Ordinal);

        var battles = await WriteAsync(rows);
        await File.AppendAllTextAsync(battles.LocalPath(), "\n{\"winner\":", TestContext.Current.CancellationToken);
        Assert.Contains("it is damaged or has changed", (await RankAsync(battles)).Ranked.Failure, StringComparison.Ordinal);
        battles = battles with { Sha256 = await ContentHash.OfFileAsync(battles.LocalPath(), TestContext.Current.CancellationToken) };
        Assert.Contains("battles.jsonl:5: not a BattleRow row", (await RankAsync(battles)).Ranked.Failure, StringComparison.Ordinal);
        File.Delete(battles.LocalPath());
        Assert.Contains("battles.jsonl", (await RankAsync(battles)).Ranked.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_anchor_ratings_are_centred_on_1000()
    {
        var result = await RankAsync(await WriteAsync([.. Battles("strong", "weak", 60, 30, 10)]), Settings with { Anchor = null });

        Assert.Equal(1000, result.Ranked.Leaderboard.Average(row => row.Elo), 1e-9);
        Assert.All(result.Ranked.Leaderboard, row => Assert.True(row.Lower < row.Elo && row.Elo < row.Upper));
    }

    [Fact]
    public async Task Soft_outcomes_come_from_the_probability_or_else_from_the_scores()
    {
        var rows = Battles("strong", "anchor", 2, 0, 0).ToArray();
        rows[0] = rows[0] with { Probability = 0.6 };
        rows[1] = rows[1] with { ScoreA = 6, ScoreB = 5 };

        var result = await RankAsync(await WriteAsync(rows), Settings with { Soft = true });

        var mean = (0.6 + 1 / (1 + Math.Exp(-1))) / 2;
        Assert.Equal(1100 + 400 * Math.Log10(mean / (1 - mean)), result.Ranked.Leaderboard[0].Elo, 1e-3);
        rows[1] = rows[1] with { ScoreA = 11 };
        Assert.Contains("battles.jsonl:2: A judge's score must lie from 1 to 10", (await RankAsync(
            await WriteAsync(rows), Settings with { Soft = true })).Ranked.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Style_control_takes_length_out_and_asks_for_it()
    {
        // Wins go to the longer answer whoever wrote it, and strong writes the longer one more often.
        var rows = Battles("strong", "anchor", 30, 10, 0).Concat(Battles("strong", "anchor", 10, 3, 0)).ToArray();
        var styled = rows.Select((row, i) => row with
        {
            StyleA = new(row.Winner == "model_a" == (i % 10 != 0) ? 200 : 50, 0, 0, 0),
            StyleB = new(row.Winner == "model_a" == (i % 10 != 0) ? 50 : 200, 0, 0, 0),
        }).ToArray();

        var plain = await RankAsync(rows);
        var controlled = await RankAsync(await WriteAsync(styled), Settings with { StyleControl = true });

        Assert.Null(controlled.Ranked.Failure);
        Assert.True(controlled.Ranked.Leaderboard.Single(row => row.Contestant == "strong").Elo
            < plain.Ranked.Leaderboard.Single(row => row.Contestant == "strong").Elo - 20);
        Assert.Contains("battles.jsonl:1: style control needs style_a", (await RankAsync(
            await WriteAsync(rows), Settings with { StyleControl = true })).Ranked.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_kind_of_style_may_be_taken_out_and_the_plain_ratings_stay_in_sight()
    {
        // Every winner writes the longer answer; nobody writes markdown.
        var rows = Battles("strong", "anchor", 30, 10, 0).Concat(Battles("anchor", "strong", 9, 3, 0)).Select((row, i) => row with
        {
            StyleA = new(row.Winner == "model_a" == (i % 10 != 0) ? 200 : 50, 0, 0, 0),
            StyleB = new(row.Winner == "model_a" == (i % 10 != 0) ? 50 : 200, 0, 0, 0),
        }).ToArray();
        var asked = Settings with { StyleControl = true };

        var plain = (await RankAsync(rows)).Ranked;
        var all = (await RankAsync(await WriteAsync(rows), asked)).Ranked;
        var length = (await RankAsync(await WriteAsync(rows), asked with { StyleFeatures = [StyleFeature.Length] })).Ranked;
        var markdown = (await RankAsync(await WriteAsync(rows), asked with { StyleFeatures = [StyleFeature.Markdown] })).Ranked;

        Assert.Null(plain.Plain);
        Assert.Equal(all.Leaderboard, length.Leaderboard);
        Assert.NotEqual(plain.Leaderboard[0].Elo, length.Leaderboard[0].Elo, 1.0);
        Assert.Equal(plain.Leaderboard[0].Elo, markdown.Leaderboard[0].Elo, 1e-6);
        Assert.All([all, length, markdown], ranked => Assert.Equal(plain.Leaderboard, ranked.Plain));
    }

    [Fact]
    public async Task Sandwich_intervals_need_no_rounds_and_lie_around_the_rating()
    {
        var result = await RankAsync(
            await WriteAsync([.. Battles("strong", "anchor", 60, 30, 10)]), Settings with { Interval = IntervalKind.Sandwich, Bootstraps = 0 });

        var strong = result.Ranked.Leaderboard[0];
        Assert.Equal(strong.Elo, (strong.Lower + strong.Upper) / 2, 1e-9);
        Assert.InRange(strong.Upper - strong.Lower, 100, 160);
    }

    private async Task<string> FailureAsync(IReadOnlyList<BattleRow> rows)
    {
        var result = await RankAsync(rows);
        Assert.Null(result.Changed);
        Assert.Empty(result.Ranked.Leaderboard);
        Assert.NotNull(result.Ranked.Failure);
        Assert.StartsWith("SFT-I1 has no ratings: ", result.Ranked.Failure, StringComparison.Ordinal);
        return result.Ranked.Failure;
    }

    private async Task<RankedArena> RankAsync(IReadOnlyList<BattleRow> rows) => await RankAsync(await WriteAsync(rows));

    private static Task<RankedArena> RankAsync(ArtifactReference battles, RankingSettings? asked = null) =>
        new ArenaRanking(new FolderArtifactStore(), NullLogger<ArenaRanking>.Instance).RankAsync(
            new("arithmetic", "ranking", "SFT-I1", battles, asked ?? Settings), cancellationToken: TestContext.Current.CancellationToken);

    private Task<ArtifactReference> WriteAsync(IReadOnlyList<BattleRow> rows) =>
        JsonLines.WriteAsync(Path.Combine(folder, "battles.jsonl"), rows, TestContext.Current.CancellationToken);

    private static IEnumerable<BattleRow> Battles(string a, string b, int winsOfA, int winsOfB, int ties) =>
        new[] { ("model_a", winsOfA), ("model_b", winsOfB), ("tie", ties / 2), ("tie (bothbad)", ties - ties / 2) }
            .SelectMany(outcome => Enumerable.Repeat(outcome.Item1, outcome.Item2))
            .Select((winner, i) => new BattleRow
            {
                QuestionId = $"q{i}",
                ModelA = a,
                ModelB = b,
                Winner = winner,
                Judge = "verifier",
                Category = "addition",
                Stage = "SFT-I1",
                Arena = "diverse",
                ScoreA = 5,
                ScoreB = 5,
            });
}
