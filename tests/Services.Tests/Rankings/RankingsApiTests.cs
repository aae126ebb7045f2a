using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ArenaLearning.Api.V1;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Leaderboards;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace ArenaLearning.Services.Tests.Rankings;

/// <summary>What Ranking answers of official boards.</summary>
public sealed class RankingsApiTests : IAsyncLifetime
{
    private const string Campaign = "arithmetic";

    private RankingWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await RankingWorld.StartAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task The_board_of_a_stage_has_the_rows_of_its_ranking()
    {
        var rows = RankingWorld.ThreeContestants();
        await world.RankAsync(Campaign, "SFT-I1", rows);

        var board = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, Stage = "SFT-I1" }, cancellationToken: Token);

        AssertRows(Rated(rows), board);
        Assert.Equal((Campaign, "SFT-I1", true, "strong", ""),
            (board.Summary.Campaign, board.Summary.Stage, board.Summary.Official, board.Summary.Leader, board.Summary.Category));
        Assert.Equal((rows.Count, world.Time.GetUtcNow()), ((int)board.Summary.Battles, board.Summary.UpdatedAt.ToDateTimeOffset()));
        Assert.Equal([RankingWorld.Diverse, RankingWorld.Hard], board.Summary.Categories);
        Assert.Equal(board, await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token));
    }

    [Theory]
    [InlineData(RankingWorld.Diverse, "strong")]
    [InlineData(RankingWorld.Hard, "anchor")]
    public async Task A_part_of_the_arena_is_rated_by_its_own_battles(string part, string leader)
    {
        var rows = RankingWorld.ThreeContestants();
        await world.RankAsync(Campaign, "SFT-I1", rows);

        var board = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, Category = part }, cancellationToken: Token);

        AssertRows(Rated([.. rows.Where(row => row.Arena == part)]), board);
        Assert.Equal((part, leader), (board.Summary.Category, board.Rows[0].Contestant));
    }

    [Fact]
    public async Task The_parts_of_an_arena_with_soft_outcomes_are_rated_by_these()
    {
        var rows = RankingWorld.ThreeContestants();
        await world.RankAsync(Campaign, "SFT-I1", rows, RankingWorld.Settings with { Soft = true });

        var part = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, Category = RankingWorld.Hard }, cancellationToken: Token);
        var hard = Rated([.. rows.Where(row => row.Arena == RankingWorld.Hard)]);

        Assert.Equal(hard.Select(row => row.Contestant).Order(), part.Rows.Select(row => row.Contestant).Order());
        Assert.True(part.Rows.Max(row => row.Elo) - part.Rows.Min(row => row.Elo) < hard.Max(row => row.Elo) - hard.Min(row => row.Elo) - 1);
    }

    [Fact]
    public async Task A_part_without_the_anchor_has_ratings_and_says_that_they_are_centred()
    {
        await world.RankAsync(Campaign, "SFT-I1",
            [.. RankingWorld.Battles("strong", "anchor", 9, 5), .. RankingWorld.Battles("strong", "weak", 9, 5, part: RankingWorld.Hard)]);

        var board = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, Category = RankingWorld.Hard }, cancellationToken: Token);

        Assert.Equal(1000, board.Rows.Average(row => row.Elo), 6);
        Assert.Contains("anchor has no battle in arena-hard, so the ratings there are centred.", board.Warnings);
    }

    [Fact]
    public async Task Pages_follow_each_other_and_their_tokens_are_for_nothing_else()
    {
        await world.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());
        var first = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, PageSize = 2 }, cancellationToken: Token);
        var second = await world.Rankings.GetLeaderboardAsync(
            new() { Campaign = Campaign, PageSize = 2, PageToken = first.NextPageToken }, cancellationToken: Token);
        var whole = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token);

        Assert.Equal(whole.Rows, [.. first.Rows, .. second.Rows]);
        Assert.Equal((2, 1, "", ""), (first.Rows.Count, second.Rows.Count, second.NextPageToken, whole.NextPageToken));
        var token = first.NextPageToken;
        foreach (var request in new GetLeaderboardRequest[]
        {
            new() { Campaign = Campaign, PageToken = "?" },
            new() { Campaign = Campaign, PageToken = "AAAA" },
            new() { Campaign = Campaign, PageToken = token[..^1] + (token[^1] == 'A' ? 'B' : 'A') },
            new() { Campaign = Campaign, Stage = "SFT-I1", PageToken = token },
            new() { Campaign = Campaign, ContestantContains = "o", PageToken = token },
        })
        {
            var refused = await RefusedAsync(rankings => rankings.GetLeaderboardAsync(request, cancellationToken: Token).ResponseAsync);
            Assert.Equal((StatusCode.InvalidArgument, "page_token"), (refused.StatusCode, Field(refused)));
        }
    }

    [Fact]
    public async Task A_page_of_no_size_is_refused_and_one_that_is_too_large_is_as_large_as_may_be()
    {
        await world.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());

        var refused = await RefusedAsync(rankings => rankings.GetLeaderboardAsync(
            new() { Campaign = Campaign, PageSize = -1 }, cancellationToken: Token).ResponseAsync);
        var list = await RefusedAsync(rankings => rankings.ListLeaderboardsAsync(new() { PageSize = -1 }, cancellationToken: Token).ResponseAsync);
        var large = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, PageSize = int.MaxValue }, cancellationToken: Token);

        Assert.Equal((StatusCode.InvalidArgument, "page_size"), (refused.StatusCode, Field(refused)));
        Assert.Equal((StatusCode.InvalidArgument, "page_size"), (list.StatusCode, Field(list)));
        Assert.Equal(3, large.Rows.Count);
    }

    [Fact]
    public async Task A_filter_keeps_those_whose_name_contains_it_and_their_ranks()
    {
        await world.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());
        var whole = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token);

        var filtered = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, ContestantContains = "AN" }, cancellationToken: Token);
        var page = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, ContestantContains = "n", PageSize = 1 }, cancellationToken: Token);
        var next = await world.Rankings.GetLeaderboardAsync(
            new() { Campaign = Campaign, ContestantContains = "n", PageSize = 1, PageToken = page.NextPageToken }, cancellationToken: Token);

        Assert.Equal([whole.Rows.Single(row => row.Contestant == "anchor")], filtered.Rows);
        Assert.Equal(["strong", "anchor"], page.Rows.Concat(next.Rows).Select(row => row.Contestant));
        Assert.Empty(next.NextPageToken);
    }

    [Fact]
    public async Task What_there_is_not_is_answered_with_what_there_is()
    {
        await world.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());

        await SaysAsync("campaign", "The nearest is arithmetic. There are the campaigns with boards arithmetic.",
            new() { Campaign = "arithmetics" });
        await SaysAsync("stage", "Campaign arithmetic has no board of a stage SFT-I2. The nearest is SFT-I1. There are the stages with official boards SFT-I1.",
            new() { Campaign = Campaign, Stage = "SFT-I2" });
        await SaysAsync("category", "The nearest is arena-hard. There are the parts arena-diverse, arena-hard.",
            new() { Campaign = Campaign, Category = "arena-hart" });
        var contestant = await RefusedAsync(rankings => rankings.GetContestantAsync(
            new() { Campaign = Campaign, Contestant = "strang" }, cancellationToken: Token).ResponseAsync);
        var pair = await RefusedAsync(rankings => rankings.GetExpectedScoreAsync(
            new() { Campaign = Campaign, ContestantA = "weak", ContestantB = "strang" }, cancellationToken: Token).ResponseAsync);
        foreach (var refused in new[] { contestant, pair })
        {
            Assert.Equal(StatusCode.NotFound, refused.StatusCode);
            Assert.Contains("The nearest is strong. There are the contestants anchor, strong, weak.", refused.Status.Detail, StringComparison.Ordinal);
        }
        var nameless = await RefusedAsync(rankings => rankings.GetLeaderboardAsync(new(), cancellationToken: Token).ResponseAsync);
        Assert.Equal((StatusCode.InvalidArgument, "campaign"), (nameless.StatusCode, Field(nameless)));

        async Task SaysAsync(string kind, string text, GetLeaderboardRequest request)
        {
            var refused = await RefusedAsync(rankings => rankings.GetLeaderboardAsync(request, cancellationToken: Token).ResponseAsync);
            Assert.Equal(StatusCode.NotFound, refused.StatusCode);
            Assert.Contains(text, refused.Status.Detail, StringComparison.Ordinal);
            Assert.Equal(kind, refused.GetRpcStatus()!.GetDetail<ResourceInfo>().ResourceType);
        }
    }

    [Fact]
    public async Task A_contestants_history_goes_through_the_stages_as_they_were_ranked()
    {
        await world.RankAsync(Campaign, "SFT-I1", [.. RankingWorld.Battles("old", "anchor", 5, 5)]);
        await world.RankAsync(Campaign, "PPO-I1", RankingWorld.ThreeContestants());
        await world.RankAsync(Campaign, "DPO-I1", RankingWorld.ThreeContestants(more: 20));
        await world.RankAsync(Campaign, "compare", RankingWorld.ThreeContestants(more: 90), isComparison: true);

        var strong = await world.Rankings.GetContestantAsync(new() { Campaign = Campaign, Contestant = "strong" }, cancellationToken: Token);
        var hard = await world.Rankings.GetContestantAsync(
            new() { Campaign = Campaign, Contestant = "strong", Category = RankingWorld.Hard }, cancellationToken: Token);
        var old = await world.Rankings.GetContestantAsync(new() { Campaign = Campaign, Contestant = "old" }, cancellationToken: Token);

        Assert.Equal(["PPO-I1", "DPO-I1"], strong.History.Select(stage => stage.Stage));
        Assert.Equal(strong.Row, strong.History[1].Row);
        Assert.Equal(Rated(RankingWorld.ThreeContestants()).Single(row => row.Contestant == "strong").Elo, strong.History[0].Row.Elo);
        Assert.NotEqual(strong.Row.Elo, hard.Row.Elo);
        Assert.Equal(["SFT-I1"], old.History.Select(stage => stage.Stage));
        Assert.Null(old.Row);
    }

    [Fact]
    public async Task A_stage_that_is_ranked_again_has_the_new_board_and_comes_last()
    {
        await world.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());
        await world.RankAsync(Campaign, "DPO-I1", RankingWorld.ThreeContestants());
        await world.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants(more: 40));

        var boards = await world.Rankings.ListLeaderboardsAsync(new() { Campaign = Campaign }, cancellationToken: Token);

        Assert.Equal(["DPO-I1", "SFT-I1"], boards.Leaderboards.Select(board => board.Stage));
        Assert.Equal(boards.Leaderboards[0].Battles + 40, boards.Leaderboards[1].Battles);
    }

    [Fact]
    public async Task A_copy_of_a_ranking_changes_nothing()
    {
        var rows = RankingWorld.ThreeContestants();
        var id = await world.RankAsync(Campaign, "SFT-I1", rows);
        await world.RankAsync(Campaign, "DPO-I1", rows);
        var before = await world.Rankings.ListLeaderboardsAsync(new(), cancellationToken: Token);

        await world.SendRankingAsync(Campaign, "SFT-I1", id, rows);
        await world.RankAsync("later", "SFT-I1", rows);
        await world.SettledAsync();

        Assert.Equal(before.Leaderboards, (await world.Rankings.ListLeaderboardsAsync(new() { Campaign = Campaign }, cancellationToken: Token)).Leaderboards);
    }

    [Fact]
    public async Task Leaderboards_are_listed_by_campaign_and_stage_page_by_page()
    {
        await world.RankAsync("b", "SFT-I1", RankingWorld.ThreeContestants());
        await world.RankAsync("b", "compare", RankingWorld.ThreeContestants(), isComparison: true);
        await world.RankAsync("a", "SFT-I1", RankingWorld.ThreeContestants());
        await world.RankAsync("a", "DPO-I1", RankingWorld.ThreeContestants());
        await world.JudgeAsync("a", [.. RankingWorld.Battles("strong", "weak", 3)]);

        var listed = new List<LeaderboardSummary>();
        var request = new ListLeaderboardsRequest { PageSize = 2 };
        do
        {
            var page = await world.Rankings.ListLeaderboardsAsync(request, cancellationToken: Token);
            Assert.InRange(page.Leaderboards.Count, 1, 2);
            listed.AddRange(page.Leaderboards);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(
            [("a", "SFT-I1", true, false), ("a", "DPO-I1", true, false), ("a", "", false, false), ("b", "SFT-I1", true, false), ("b", "compare", true, true)],
            listed.Select(board => (board.Campaign, board.Stage, board.Official, board.Comparison)));
        // A comparison is there for who asks for it.
        Assert.Equal("SFT-I1", (await world.Rankings.GetLeaderboardAsync(new() { Campaign = "b" }, cancellationToken: Token)).Summary.Stage);
        Assert.True((await world.Rankings.GetLeaderboardAsync(new() { Campaign = "b", Stage = "compare" }, cancellationToken: Token)).Summary.Comparison);
        request.PageToken = "AAAA";
        Assert.Equal(StatusCode.InvalidArgument,
            (await RefusedAsync(rankings => rankings.ListLeaderboardsAsync(request, cancellationToken: Token).ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Win_rates_are_those_of_the_battles_in_both_directions()
    {
        await world.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());

        var all = await world.Rankings.GetWinRatesAsync(new() { Campaign = Campaign }, cancellationToken: Token);
        var hard = await world.Rankings.GetWinRatesAsync(new() { Campaign = Campaign, Category = RankingWorld.Hard, PageSize = 4 }, cancellationToken: Token);
        var rest = await world.Rankings.GetWinRatesAsync(
            new() { Campaign = Campaign, Category = RankingWorld.Hard, PageSize = 4, PageToken = hard.NextPageToken }, cancellationToken: Token);

        Assert.Equal(
            [("anchor", "strong"), ("anchor", "weak"), ("strong", "anchor"), ("strong", "weak"), ("weak", "anchor"), ("weak", "strong")],
            all.Rates.Select(rate => (rate.ContestantA, rate.ContestantB)));
        var strong = all.Rates.Single(rate => (rate.ContestantA, rate.ContestantB) == ("strong", "anchor"));
        // 39 wins and 4 ties of 64.
        Assert.Equal((41.0 / 64, 64), (strong.Rate, (int)strong.Battles));
        Assert.Equal((4, 2, ""), (hard.Rates.Count, rest.Rates.Count, rest.NextPageToken));
        Assert.Equal(8.0 / 20, rest.Rates.Concat(hard.Rates).Single(rate => (rate.ContestantA, rate.ContestantB) == ("strong", "weak")).Rate);
    }

    [Fact]
    public async Task The_expected_score_of_a_pair_follows_from_their_ratings()
    {
        await world.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());

        var score = await world.Rankings.GetExpectedScoreAsync(
            new() { Campaign = Campaign, ContestantA = "strong", ContestantB = "weak" }, cancellationToken: Token);
        var hard = await world.Rankings.GetExpectedScoreAsync(
            new() { Campaign = Campaign, ContestantA = "strong", ContestantB = "weak", Category = RankingWorld.Hard }, cancellationToken: Token);
        var nameless = await RefusedAsync(rankings => rankings.GetExpectedScoreAsync(new() { Campaign = Campaign }, cancellationToken: Token).ResponseAsync);

        Assert.Equal(1 / (1 + Math.Pow(10, (score.EloB - score.EloA) / 400)), score.Expected, 12);
        Assert.True(score.Expected > 0.5 && hard.Expected < 0.5);
        Assert.Equal(["contestant_a", "contestant_b"], nameless.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task Agreement_with_a_reference_is_what_arena_rank_says_of_it()
    {
        await world.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());
        var board = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token);
        Assert.Equal(["strong", "anchor", "weak"], board.Rows.Select(row => row.Contestant));
        // The first two exchanged: of three pairs two are alike, and the ranks differ by 1, 1 and 0.
        var request = new CompareWithReferenceRequest
        {
            Campaign = Campaign,
            Reference = { Rating("strong", 10), Rating("anchor", 20), Rating("weak", 5), Rating("other", 1) },
        };

        var bare = await world.Rankings.CompareWithReferenceAsync(request, cancellationToken: Token);
        var own = new CompareWithReferenceRequest { Campaign = Campaign, IsElo = true };
        own.Reference.AddRange(board.Rows.Select(row => new ReferenceRating
        {
            Contestant = row.Contestant,
            Rating = row.Elo + 50,
            Lower = row.Elo + 49,
            Upper = row.Elo + 51,
        }));
        var same = await world.Rankings.CompareWithReferenceAsync(own, cancellationToken: Token);

        Assert.Equal((3, 1 - (6.0 * 2 / 24), 2.0 / 3), (bare.Contestants, bare.Spearman, bare.Pairwise));
        Assert.False(bare.HasHumanAgreement || bare.HasDifferentiation || bare.HasAverage || bare.HasEloDistance || bare.HasExpectedScoreError);
        Assert.Contains("Not on the leaderboard, so left out: other.", bare.Warnings);
        Assert.All([same.Spearman, same.Pairwise, same.Pearson], figure => Assert.Equal(1, figure, 9));
        Assert.All([same.EloDistance, same.ExpectedScoreError], figure => Assert.Equal(0, figure, 9));
        Assert.True(same is { HasHumanAgreement: true, HumanAgreement: > 0 });
    }

    [Fact]
    public async Task A_reference_that_cannot_be_compared_with_is_refused_with_all_that_is_wrong()
    {
        await world.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());

        var wrong = await RefusedAsync(rankings => rankings.CompareWithReferenceAsync(new()
        {
            Campaign = Campaign,
            Reference =
            {
                Rating("", 1), Rating("weak", double.NaN), Rating("weak", 2), new ReferenceRating { Contestant = "a", Lower = 1 },
                new ReferenceRating { Contestant = "b", Lower = 2, Upper = 1 },
            },
        }, cancellationToken: Token).ResponseAsync);
        var strangers = await RefusedAsync(rankings => rankings.CompareWithReferenceAsync(
            new() { Campaign = Campaign, Reference = { Rating("weak", 1), Rating("stranger", 2) } }, cancellationToken: Token).ResponseAsync);

        Assert.Equal(
            ["reference[0].contestant", "reference[1].rating", "reference[2].contestant", "reference[3]", "reference[4]"],
            wrong.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Field));
        Assert.Equal(StatusCode.InvalidArgument, strangers.StatusCode);
        Assert.Contains("there is one. It has stranger, weak; the leaderboard has anchor, strong, weak.", strangers.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_comes_as_json_over_http()
    {
        await world.RankAsync(Campaign, "SFT-I1", [.. RankingWorld.ThreeContestants(), .. RankingWorld.Battles("lab/model", "anchor", 4, 2)]);
        var board = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, Category = RankingWorld.Diverse }, cancellationToken: Token);
        using var client = new HttpClient { BaseAddress = world.Service.AddressOf(Listener.Http) };

        var rows = (await client.GetFromJsonAsync<JsonNode>(
            new Uri($"/v1/campaigns/{Campaign}/leaderboard?category={RankingWorld.Diverse}&pageSize=2", UriKind.Relative), Token))!;
        var contestant = (await client.GetFromJsonAsync<JsonNode>(new Uri($"/v1/campaigns/{Campaign}/contestants/lab/model", UriKind.Relative), Token))!;
        var compared = await client.PostAsJsonAsync(new Uri($"/v1/campaigns/{Campaign}/leaderboard:compare", UriKind.Relative), new
        {
            reference = new[] { new { contestant = "strong", rating = 2 }, new { contestant = "weak", rating = 1 } },
        }, Token);
        var missing = await client.GetAsync(new Uri("/v1/campaigns/nobody/leaderboard", UriKind.Relative), Token);

        Assert.Equal(board.Rows.Take(2).Select(row => (row.Contestant, row.Elo)),
            rows["rows"]!.AsArray().Select(row => ((string)row!["contestant"]!, (double)row["elo"]!)));
        Assert.True((bool)rows["summary"]!["official"]!);
        Assert.Equal(("lab/model", "SFT-I1"), ((string?)contestant["name"], (string?)contestant["history"]![0]!["stage"]));
        Assert.Equal(1, (double)(await compared.Content.ReadFromJsonAsync<JsonNode>(Token))!["spearman"]!);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("campaigns with boards arithmetic", await missing.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static ReferenceRating Rating(string contestant, double rating) => new() { Contestant = contestant, Rating = rating };

    private static IReadOnlyList<Standing> Rated(IReadOnlyList<BattleRow> rows) => ArenaLearning.Ratings.Leaderboards.Leaderboard.Of(
        BattleTable.Of(rows.Select(row => new Battle(row.ModelA, row.ModelB, row.Winner == "model_a" ? 1 : row.Winner == "model_b" ? 0 : 0.5))),
        new(new("anchor", 1000), Rounds: RankingWorld.Settings.Bootstraps, Seed: RankingWorld.Settings.Seed)).Entries;

    private static void AssertRows(IReadOnlyList<Standing> expected, ArenaLearning.Api.V1.Leaderboard board) => Assert.Equal(
        expected, board.Rows.Select(row => new Standing(
            row.Contestant, row.Elo, row.EloLower, row.EloUpper, row.Rank, row.RankLower, row.RankUpper, row.Battles)));

    private static string Field(RpcException refused) => Assert.Single(refused.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations).Field;

    private async Task<RpcException> RefusedAsync<T>(Func<ArenaLearning.Api.V1.Rankings.RankingsClient, Task<T>> call) =>
        await Assert.ThrowsAsync<RpcException>(() => call(world.Rankings));
}
