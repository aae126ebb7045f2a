using ArenaLearning.Api.V1;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Ranking.Boards;
using ArenaLearning.Waiting;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ArenaLearning.Services.Tests.Rankings;

/// <summary>Boards that grow while verdicts come.</summary>
public sealed class LiveBoardTests : IAsyncLifetime
{
    private const string Campaign = "arithmetic";

    private RankingWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await RankingWorld.StartAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task The_live_board_grows_and_the_official_one_takes_its_place_with_the_same_ratings()
    {
        var rows = RankingWorld.ThreeContestants();
        await world.JudgeAsync(Campaign, [.. rows.Where(row => row.Arena == RankingWorld.Diverse).Take(20)]);
        var first = await BoardAsync();
        var only = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, Category = RankingWorld.Diverse }, cancellationToken: Token);
        await world.JudgeAsync(Campaign, [.. rows.Where(row => row.Arena == RankingWorld.Diverse).Skip(20)]);
        await world.JudgeAsync(Campaign, [.. rows.Where(row => row.Arena == RankingWorld.Hard)]);
        world.Time.Advance(TimeSpan.FromSeconds(4));
        var grown = await BoardAsync();
        var hard = await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, Category = RankingWorld.Hard }, cancellationToken: Token);
        await world.RankAsync(Campaign, "SFT-I1", rows);
        var official = await BoardAsync();

        Assert.Equal((first.Rows, RankingWorld.Diverse), (only.Rows, only.Summary.Category));
        Assert.Equal((20, false, ""), ((int)first.Summary.Battles, first.Summary.Official, first.Summary.Stage));
        Assert.Equal((rows.Count, false, ""), ((int)grown.Summary.Battles, grown.Summary.Official, grown.Summary.Stage));
        Assert.Equal(rows.Count(row => row.Arena == RankingWorld.Hard), hard.Summary.Battles);
        Assert.Equal((rows.Count, true, "SFT-I1"), ((int)official.Summary.Battles, official.Summary.Official, official.Summary.Stage));
        Assert.Equal(official.Rows.Select(row => (row.Contestant, row.Elo, row.Battles)), grown.Rows.Select(row => (row.Contestant, row.Elo, row.Battles)));
    }

    [Fact]
    public async Task After_an_official_board_the_live_one_rests_on_its_battles_and_on_those_since()
    {
        var rows = RankingWorld.ThreeContestants();
        await world.RankAsync(Campaign, "SFT-I1", rows);
        await world.JudgeAsync(Campaign, [.. RankingWorld.Battles("newcomer", "strong", 6, 4)]);

        var live = await BoardAsync();
        await world.RankAsync(Campaign, "DPO-I1", [.. rows, .. RankingWorld.Battles("newcomer", "strong", 6, 4)]);
        var official = await BoardAsync();

        Assert.Equal((rows.Count + 10, false), ((int)live.Summary.Battles, live.Summary.Official));
        Assert.Contains(live.Rows, row => row.Contestant == "newcomer");
        Assert.Equal(official.Rows.Select(row => (row.Contestant, row.Elo)), live.Rows.Select(row => (row.Contestant, row.Elo)));
        Assert.Equal("DPO-I1", official.Summary.Stage);
    }

    [Fact]
    public async Task Copies_failures_and_battles_outside_the_arena_count_nothing()
    {
        BattleRow[] rows = [.. RankingWorld.Battles("a", "b", 3, 2)];
        await world.JudgeAsync(Campaign, rows, "chunk");
        await world.JudgeAsync(Campaign, rows, "chunk");
        // A later attempt of the chunk brings a unit that is there.
        await world.PublishAsync(RankingWorld.Judged(Campaign, "chunk", rows) with { ChunkId = "chunk.2" });
        await world.PublishAsync(RankingWorld.Judged(Campaign, "other", rows, failure: "The judge stumbled."));
        await world.PublishAsync(RankingWorld.Judged(Campaign, "training", rows) with { Arena = null });
        await world.SettledAsync();

        Assert.Equal(5, (await BoardAsync()).Summary.Battles);
        await world.PublishAsync(RankingWorld.Judged(Campaign, "other", rows));
        await world.SettledAsync();
        world.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(10, (await BoardAsync()).Summary.Battles);
    }

    [Fact]
    public async Task A_live_board_is_made_at_most_once_a_second()
    {
        await world.JudgeAsync(Campaign, [.. RankingWorld.Battles("a", "b", 3, 2)]);
        var first = await BoardAsync();
        await world.JudgeAsync(Campaign, [.. RankingWorld.Battles("a", "b", 3, 2)]);

        world.Time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(first, await BoardAsync());
        world.Time.Advance(TimeSpan.FromSeconds(0.2));
        // Who asks first gets the one before, while the next is made.
        await Eventually.HappensAsync("the board had grown", async () => (await BoardAsync()).Summary.Battles == 10);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(10, (await BoardAsync()).Summary.Battles);
    }

    [Fact]
    public async Task Who_watches_gets_the_board_and_each_change_and_may_go()
    {
        await world.JudgeAsync(Campaign, [.. RankingWorld.Battles("a", "b", 3, 2)]);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var watch = world.Rankings.WatchLeaderboard(new() { Campaign = Campaign }, cancellationToken: ending.Token);

        Assert.True(await watch.ResponseStream.MoveNext(Token));
        Assert.Equal(5, watch.ResponseStream.Current.Summary.Battles);
        var next = watch.ResponseStream.MoveNext(Token);
        await world.JudgeAsync(Campaign, [.. RankingWorld.Battles("a", "b", 1)]);
        await TicksUntilAsync(next);
        Assert.Equal(6, watch.ResponseStream.Current.Summary.Battles);
        next = watch.ResponseStream.MoveNext(Token);
        await world.RankAsync(Campaign, "SFT-I1", [.. RankingWorld.Battles("a", "anchor", 4, 2)]);
        await TicksUntilAsync(next);
        Assert.Equal("SFT-I1", watch.ResponseStream.Current.Summary.Stage);
        // Nothing changes, so nothing comes.
        next = watch.ResponseStream.MoveNext(Token);
        for (var i = 0; i < 5; i++) world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(next.IsCompleted);

        await ending.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
    }

    [Fact]
    public async Task Who_watches_what_there_is_not_is_told_so()
    {
        using var watch = world.Rankings.WatchLeaderboard(new() { Campaign = "nobody" }, cancellationToken: Token);

        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Token))).StatusCode);
    }

    [Fact]
    public void Of_too_many_campaigns_the_silent_ones_are_forgotten_and_their_official_boards_are_not()
    {
        var catalog = world.Service.Services.GetRequiredService<BoardCatalog>();
        BattleRow[] rows = [.. RankingWorld.Battles("a", "b", 3, 2)];
        for (var i = 0; i < BoardCatalog.MostLive + 3; i++)
        {
            catalog.Count(RankingWorld.Judged($"campaign{i}", "chunk", rows));
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(BoardCatalog.MostLive, catalog.Campaigns.Count);
        Assert.Null(catalog.Find("campaign2"));
        Assert.NotNull(catalog.Find("campaign3"));
    }

    [Fact]
    public void Copies_are_told_among_the_last_quarter_of_a_million_units()
    {
        var units = new RecentUnits();
        Assert.True(units.Add("c", "k", "first"));
        for (var i = 0; i < RecentUnits.Most - 1; i++) Assert.True(units.Add("c", "k", $"{i}"));
        Assert.False(units.Add("c", "k", "first"));
        Assert.True(units.Add("c", "k", "one more"));
        Assert.True(units.Add("c", "k", "first"));
    }

    private async Task<Leaderboard> BoardAsync() => await world.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token);

    /// <summary>Lets seconds pass until it happened.</summary>
    private Task TicksUntilAsync(Task<bool> next) => Eventually.HappensAsync("the watcher was told", () =>
    {
        world.Time.Advance(TimeSpan.FromSeconds(1));
        return next.IsCompleted;
    });
}
