using System.Collections.Concurrent;
using System.Threading.Channels;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Ranking;
using ArenaLearning.Services.Tests.Flywheel;
using ArenaLearning.Services.Tests.Hosting;
using ArenaLearning.Waiting;
using Grpc.Net.Client;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ArenaLearning.Services.Tests.Rankings;

/// <summary>Small campaigns that a real Ranking rates, and what it answers of them.</summary>
public sealed class RankedCampaignTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_boards_of_a_training_campaign_are_those_of_its_results()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        await RunAsync(campaign, async (rankings, verdicts) =>
        {
            var id = campaign.Start.Campaign;
            var details = campaign.Details().Stages.Where(stage => stage.Training is not null).ToList();
            await Eventually.HappensAsync("all boards were there", async () =>
                (await rankings.ListLeaderboardsAsync(new() { Campaign = id }, cancellationToken: Token)).Leaderboards.Count >= details.Count);
            var board = await rankings.GetLeaderboardAsync(new() { Campaign = id }, cancellationToken: Token);
            var boards = await rankings.ListLeaderboardsAsync(new() { Campaign = id }, cancellationToken: Token);
            var battles = await JsonLines.ReadAsync<BattleRow>(campaign.Out("battles.jsonl"), Token).ToListAsync(Token);
            var hard = await rankings.GetLeaderboardAsync(new() { Campaign = id, Category = "arena-hard" }, cancellationToken: Token);

            Assert.Equal(campaign.Result().Leaderboard, board.Rows.Select(Entry));
            Assert.Equal(details.Select(stage => stage.Contestant), boards.Leaderboards.Select(summary => summary.Stage));
            foreach (var stage in details)
                Assert.Equal(
                    stage.Leaderboard.Select(LeaderboardEntry.From),
                    (await rankings.GetLeaderboardAsync(new() { Campaign = id, Stage = stage.Contestant }, cancellationToken: Token)).Rows.Select(Entry));
            Assert.Equal(battles.Count(row => row.Arena == "arena-hard"), hard.Summary.Battles);
            // Verdicts of the arena say who fought where, and no others do.
            var fought = battles.Where(row => row.Arena.StartsWith("arena-", StringComparison.Ordinal))
                .Select(row => (row.Arena, row.ModelA, row.ModelB)).Order().ToList();
            await Eventually.HappensAsync("all verdicts were heard of", () => Told().Count == fought.Count);
            Assert.Equal(fought, Told());
            Assert.All(verdicts.Where(judged => judged.Arena is null).SelectMany(judged => judged.Units), unit => Assert.Null(unit.ContestantA));
            Assert.Contains(verdicts, judged => judged.Arena is null);

            List<(string, string, string)> Told() =>
            [
                .. verdicts.Where(judged => judged.Arena is not null)
                    .SelectMany(judged => judged.Units.Select(unit => (unit.UnitId, Fought: (judged.Arena!.Part, unit.ContestantA!, unit.ContestantB!))))
                    .DistinctBy(told => told.UnitId).Select(told => told.Fought).Order(),
            ];
        });
    }

    [Fact]
    public async Task The_board_of_a_model_arena_is_that_of_its_results()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync();
        await RunAsync(campaign, async (rankings, verdicts) =>
        {
            ArenaLearning.Api.V1.Leaderboard board = new();
            await Eventually.HappensAsync("the board was there", async () =>
                (board = await rankings.GetLeaderboardAsync(new() { Campaign = campaign.Start.Campaign }, cancellationToken: Token)).Summary.Official);

            Assert.Equal(campaign.Result().Leaderboard, board.Rows.Select(Entry));
            Assert.Equal(1000, board.Rows.Single(row => row.Contestant == "weak").Elo);
            Assert.All(verdicts, judged => Assert.Equal(new ArenaRound(ImportPrompts.SetName, "weak", 1000), judged.Arena));
        });
    }

    private static LeaderboardEntry Entry(ArenaLearning.Api.V1.LeaderboardRow row) => new()
    {
        Contestant = row.Contestant,
        Elo = row.Elo,
        Lower = row.EloLower,
        Upper = row.EloUpper,
        Rank = row.Rank,
        RankLower = row.RankLower,
        RankUpper = row.RankUpper,
        Battles = (int)row.Battles,
    };

    private static async Task RunAsync(
        MiniCampaign campaign, Func<ArenaLearning.Api.V1.Rankings.RankingsClient, IReadOnlyCollection<BattlesJudged>, Task> checkAsync)
    {
        var events = Channel.CreateUnbounded<object>();
        var verdicts = new ConcurrentQueue<BattlesJudged>();
        using var ledgers = new TemporaryFolder();
        await using var service = await HostedService.StartAsync(
            services => services.AddSingleton<IArtifactStore>(new FolderArtifactStore()).AddSingleton(new LedgerFolders(ledgers.Path))
                .AddSingleton(new FakeWorkers(new()) { LeavesRanking = true }).AddSingleton(events.Writer).AddSingleton(verdicts)
                .AddFlywheel().AddRanking().AddBoards(),
            consumers =>
            {
                consumers.AddFlywheel();
                consumers.Add<FakeWorkersConsumer>();
                consumers.AddRanking();
                consumers.AddBoards();
                consumers.AddWatcher<CampaignWatcherConsumer>();
                consumers.AddWatcher<VerdictWatcherConsumer>();
            },
            endpoints => endpoints.MapBoards(), new Dictionary<string, string?> { ["ARENA_KEYS_FILE"] = "off" }, Token);
        await service.Services.GetRequiredService<IMessageBus>().SendAsync(campaign.Start, Token);
        CampaignEnded? ended = null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (ended is null) ended = await events.Reader.ReadAsync(patience.Token) as CampaignEnded;
        Assert.Null(ended.Failure);

        using var channel = GrpcChannel.ForAddress(service.AddressOf(Listener.Grpc)!);
        await checkAsync(new(channel), verdicts);
    }

    internal sealed class VerdictWatcherConsumer(ConcurrentQueue<BattlesJudged> verdicts) : IConsumer<BattlesJudged>
    {
        public Task Consume(ConsumeContext<BattlesJudged> context)
        {
            verdicts.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }
}
