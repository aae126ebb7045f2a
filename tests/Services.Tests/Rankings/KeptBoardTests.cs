using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting;
using ArenaLearning.Postgres;
using ArenaLearning.Ranking.Boards;
using ArenaLearning.Ranking.Storage;
using ArenaLearning.Services.Tests.Ledger;
using ArenaLearning.TestServers;
using ArenaLearning.Waiting;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace ArenaLearning.Services.Tests.Rankings;

/// <summary>Official boards in PostgreSQL.</summary>
public sealed class KeptBoardTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Campaign = "arithmetic";

    private PostgresServer server = null!;
    private string database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Ledger => server.Address(database);

    public async ValueTask InitializeAsync()
    {
        server = await postgres.ServerAsync();
        database = await server.CreateDatabaseAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Official_boards_outlive_the_process()
    {
        ArenaLearning.Api.V1.Leaderboard before, part;
        await using (var first = await RankingWorld.StartAsync(Ledger))
        {
            await first.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());
            await first.RankAsync(Campaign, "DPO-I1", RankingWorld.ThreeContestants(more: 9));
            await first.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants(more: 20));
            before = await first.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token);
            part = await first.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, Category = RankingWorld.Hard }, cancellationToken: Token);
        }

        await using var second = await StartedAsync();

        Assert.Equal("SFT-I1", before.Summary.Stage);
        Assert.Equal(before, await second.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token));
        Assert.Equal(part, await second.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign, Category = RankingWorld.Hard }, cancellationToken: Token));
        Assert.Equal(["DPO-I1", "SFT-I1"],
            (await second.Rankings.ListLeaderboardsAsync(new(), cancellationToken: Token)).Leaderboards.Select(board => board.Stage));
        // The live board goes on from there.
        await second.JudgeAsync(Campaign, [.. RankingWorld.Battles("strong", "weak", 2)]);
        var live = await second.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token);
        Assert.Equal((false, before.Summary.Battles + 2), (live.Summary.Official, live.Summary.Battles));
    }

    [Fact]
    public async Task A_replica_learns_from_the_database_of_what_it_did_not_hear()
    {
        await using var first = await StartedAsync();
        await using var second = await StartedAsync();
        await first.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () =>
            await second.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token))).StatusCode);

        await Eventually.HappensAsync("the replica had read it", () =>
        {
            second.Time.Advance(BoardReading.Pace);
            return second.Service.Services.GetRequiredService<BoardCatalog>().Find(Campaign) is not null;
        });

        Assert.Equal(
            await first.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token),
            await second.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token));
    }

    [Fact]
    public async Task A_replica_hears_what_another_has_ranked_and_takes_it_once()
    {
        await using var replica = await RankingWorld.StartAsync();
        var ranked = Ranked("SFT-I1", "r1", ordinal: 5);

        await replica.PublishAsync(ranked);
        await replica.PublishAsync(ranked);
        await replica.PublishAsync(Ranked("SFT-I0", "r0", ordinal: 4));
        // What was ranked before the board that is there.
        await replica.PublishAsync(Ranked("SFT-I1", "older", ordinal: 3));
        await replica.SettledAsync();

        var boards = await replica.Rankings.ListLeaderboardsAsync(new() { Campaign = Campaign }, cancellationToken: Token);
        Assert.Equal(["SFT-I0", "SFT-I1"], boards.Leaderboards.Select(board => board.Stage));
        Assert.Equal("SFT-I1", (await replica.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token)).Summary.Stage);
        Assert.Equal("r1", replica.Service.Services.GetRequiredService<BoardCatalog>().Find(Campaign)!.Official[^1].RankingId);
    }

    [Fact]
    public async Task Boards_that_cannot_be_read_yet_are_unavailable_and_come_when_the_database_does()
    {
        await using var own = await PostgresServer.StartAsync();
        var place = own.Address(await own.CreateDatabaseAsync());
        await using (var first = await RankingWorld.StartAsync(place)) await first.RankAsync(Campaign, "SFT-I1", RankingWorld.ThreeContestants());
        await own.KillAsync();

        await using var second = await RankingWorld.StartAsync(place);
        var away = await Assert.ThrowsAsync<RpcException>(async () =>
            await second.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token));
        await own.RestartAsync();
        await Eventually.HappensAsync("the boards were read", () =>
        {
            second.Time.Advance(BoardReading.Pace);
            return second.Service.Services.GetRequiredService<BoardCatalog>().IsComplete;
        });

        Assert.Equal(StatusCode.Unavailable, away.StatusCode);
        Assert.Equal("SFT-I1", (await second.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token)).Summary.Stage);
    }

    [Fact]
    public async Task Verdicts_that_come_before_the_boards_are_read_count_on_top_of_them()
    {
        await using var own = await PostgresServer.StartAsync();
        var place = own.Address(await own.CreateDatabaseAsync());
        var rows = RankingWorld.ThreeContestants();
        await using (var first = await RankingWorld.StartAsync(place)) await first.RankAsync(Campaign, "SFT-I1", rows);
        await own.KillAsync();

        await using var second = await RankingWorld.StartAsync(place);
        await second.JudgeAsync(Campaign, [.. RankingWorld.Battles("newcomer", "strong", 3, 2)]);
        await own.RestartAsync();
        await Eventually.HappensAsync("the boards were read", () =>
        {
            second.Time.Advance(BoardReading.Pace);
            return second.Service.Services.GetRequiredService<BoardCatalog>().IsComplete;
        });

        var live = await second.Rankings.GetLeaderboardAsync(new() { Campaign = Campaign }, cancellationToken: Token);
        Assert.Equal((false, rows.Count + 5), (live.Summary.Official, (int)live.Summary.Battles));
    }

    [Fact]
    public async Task A_board_that_cannot_be_read_hides_no_other()
    {
        await using var store = Store();
        await store.KeepAsync(Ranked("S1", "r1"), Token);
        await store.KeepAsync(Ranked("S2", "r2"), Token);
        await store.KeepAsync(Ranked("S3", "r3"), Token);
        await server.ExecuteAsync(database, "UPDATE rankings SET board = '{}' WHERE stage = 'S1'");
        await server.ExecuteAsync(database, "UPDATE rankings SET board = replace(board, '[0,1,2,1,0]', '[0,7,2,1,0]') WHERE stage = 'S2'");

        await using var world = await StartedAsync();

        var boards = await world.Rankings.ListLeaderboardsAsync(new(), cancellationToken: Token);
        Assert.Equal(["S3"], boards.Leaderboards.Select(board => board.Stage));
    }

    [Fact]
    public async Task Boards_of_several_processes_are_in_one_order_and_are_kept_once()
    {
        await using var first = Store();
        await using var second = Store();

        var kept = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? first : second).KeepAsync(Ranked($"S{i}", $"r{i}"), Token)));
        var again = await second.KeepAsync(Ranked("S0", "r0"), Token);
        var anew = await first.KeepAsync(Ranked("S0", "other"), Token);
        var read = await second.ReadAsync(0, Token);

        Assert.Equal(20, kept.Select(board => board.Ordinal).Distinct().Count());
        Assert.Equal((kept[0].Ordinal, kept[0].RankedAt), (again.Ordinal, again.RankedAt));
        Assert.Equal(20, read.Count);
        Assert.Equal(("S0", "other", anew.Ordinal), (read[^1].Stage, read[^1].RankingId, read[^1].Ordinal));
        Assert.Equal(read.Select(board => board.Ordinal).Order(), read.Select(board => board.Ordinal));
        Assert.Equal(anew.Ordinal, Assert.Single(await second.ReadAsync(kept.Max(board => board.Ordinal), Token)).Ordinal);
    }

    [Fact]
    public async Task The_tables_are_those_of_the_program_and_newer_ones_are_refused()
    {
        await using var store = Store();
        await store.PrepareAsync(Token);
        await using var source = NpgsqlDataSource.Create(PostgresAddress.Parse(Ledger).Pooled);
        await using (var context = PostgresBoardStore.Context(source)) Assert.False(context.Database.HasPendingModelChanges());

        await server.ExecuteAsync(database, "INSERT INTO ranking_migrations VALUES ('20990101000000_Newer', '10.0.0')");
        await using var older = Store();
        var refused = await Assert.ThrowsAsync<BoardStoreException>(() => older.PrepareAsync(Token));
        var check = await Assert.ThrowsAsync<StartRefusedException>(() =>
            new BoardStoreCheck(older, NullLogger<BoardStoreCheck>.Instance).CheckAsync(Token));

        Assert.False(refused.MayPass);
        Assert.Equal(refused.Message, check.Message);
        Assert.Contains(
            "with rankings of version 20990101000000_Newer; this one reads up to 20261128000000_RankingTables.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, refused.Message, StringComparison.Ordinal);
    }

    private PostgresBoardStore Store() => new(PostgresAddress.Parse(Ledger), TimeProvider.System, NullLogger<PostgresBoardStore>.Instance);

    private async Task<RankingWorld> StartedAsync()
    {
        var world = await RankingWorld.StartAsync(Ledger);
        await Eventually.HappensAsync("the boards were read", () => world.Service.Services.GetRequiredService<BoardCatalog>().IsComplete);
        return world;
    }

    private static StageRanked Ranked(string stage, string id, long ordinal = 0) => new()
    {
        Campaign = Campaign,
        Stage = stage,
        RankingId = id,
        Ordinal = ordinal,
        RankedAt = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero),
        Board = new([new("a", 1010, 1000, 1020, 1, 1, 2, 3), new("b", 990, 980, 1000, 2, 1, 2, 3)], []),
        Parts = [new(RankingWorld.Diverse, new([], []), new(["a", "b"], [0, 1, 2, 1, 0]))],
    };
}
