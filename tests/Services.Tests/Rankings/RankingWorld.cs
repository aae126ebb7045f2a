using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Ranking;
using ArenaLearning.Ranking.Boards;
using ArenaLearning.Services.Tests.Hosting;
using ArenaLearning.Waiting;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.Rankings;

/// <summary>A Ranking of this process, who asks it, and what it is told over the bus. Its time stands still unless a test moves it.</summary>
internal sealed class RankingWorld : IAsyncDisposable
{
    public const string Diverse = "arena-diverse", Hard = "arena-hard";

    public static readonly RankingSettings Settings = new("anchor", 1000, Bootstraps: 20, Seed: 7);

    private readonly TemporaryFolder folder = new();
    private readonly GrpcChannel channel;
    private int rankings, chunks;

    private RankingWorld(ServiceApplication service, FakeTimeProvider time)
    {
        (Service, Time) = (service, time);
        channel = GrpcChannel.ForAddress(service.AddressOf(Listener.Grpc)!);
        Rankings = new(channel);
    }

    public ServiceApplication Service { get; }

    public FakeTimeProvider Time { get; }

    public ArenaLearning.Api.V1.Rankings.RankingsClient Rankings { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IMessageBus Bus => Service.Services.GetRequiredService<IMessageBus>();

    /// <param name="ledger">Value of <c>ARENA_LEDGER</c>; null for none.</param>
    public static async Task<RankingWorld> StartAsync(string? ledger = null)
    {
        var time = new FakeTimeProvider(new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
        var service = await HostedService.StartAsync(
            services => services.AddSingleton<TimeProvider>(time).AddRanking().AddBoards(),
            consumers =>
            {
                consumers.AddRanking();
                consumers.AddBoards();
            },
            endpoints => endpoints.MapBoards(),
            new Dictionary<string, string?> { ["ARENA_KEYS_FILE"] = "off", ["ARENA_LEDGER"] = ledger }, Token);
        var world = new RankingWorld(service, time);
        if (ledger is null) await Eventually.HappensAsync("the boards were read", () => service.Services.GetRequiredService<BoardCatalog>().IsComplete);
        return world;
    }

    /// <summary>Has a stage ranked, and waits until its board is there.</summary>
    /// <returns>Id of the ranking.</returns>
    public async Task<string> RankAsync(
        string campaign, string stage, IReadOnlyList<BattleRow> rows, RankingSettings? settings = null, bool isComparison = false)
    {
        var id = $"ranking-{Interlocked.Increment(ref rankings)}";
        await SendRankingAsync(campaign, stage, id, rows, settings, isComparison);
        await Eventually.HappensAsync($"the board of {stage} was there", () =>
            Service.Services.GetRequiredService<BoardCatalog>().Find(campaign)?.Official.Exists(board => board.RankingId == id) == true);
        return id;
    }

    public async Task SendRankingAsync(
        string campaign, string stage, string id, IReadOnlyList<BattleRow> rows, RankingSettings? settings = null, bool isComparison = false)
    {
        var battles = await JsonLines.WriteAsync(Path.Combine(folder.Path, $"{id}.jsonl"), rows, Token);
        await Bus.SendAsync(new RankArena(campaign, id, stage, battles, settings ?? Settings, isComparison), Token);
    }

    public Task PublishAsync<T>(T message) where T : class => Bus.PublishAsync(message, Token);

    /// <summary>Verdicts of a chunk, and waits until the live board may know them.</summary>
    public async Task JudgeAsync(string campaign, IReadOnlyList<BattleRow> rows, string? chunk = null)
    {
        chunk ??= $"chunk-{Interlocked.Increment(ref chunks)}";
        await PublishAsync(Judged(campaign, chunk, rows));
        await SettledAsync();
    }

    /// <summary>The watcher hears one message after the other: when it knows a later one, it knows all before.</summary>
    public async Task SettledAsync()
    {
        var marker = $"marker-{Guid.NewGuid():N}";
        await PublishAsync(Judged(marker, "chunk", [.. Battles("a", "b", 1)]));
        var catalog = Service.Services.GetRequiredService<BoardCatalog>();
        await Eventually.HappensAsync("the verdicts were heard of", () => catalog.Find(marker) is not null);
        catalog.Find(marker)!.ForgetLive();
    }

    public static BattlesJudged Judged(string campaign, string chunk, IReadOnlyList<BattleRow> rows, string? failure = null) =>
        new(campaign, chunk, "verifier", [.. rows.Select((row, i) => new VerdictResult
        {
            UnitId = $"{chunk}/{i}",
            Games = [],
            ScoreA = row.ScoreA,
            ScoreB = row.ScoreB,
            Winner = row.Winner switch { "model_a" => BattleWinner.ModelA, "model_b" => BattleWinner.ModelB, _ => BattleWinner.Tie },
            A = new(null, null, ""),
            B = new(null, null, ""),
            ContestantA = row.ModelA,
            ContestantB = row.ModelB,
            Failure = failure,
        })], new(rows[0].Arena, "anchor", 1000));

    public static IEnumerable<BattleRow> Battles(string a, string b, int winsOfA, int winsOfB = 0, int ties = 0, string part = Diverse) =>
        new[] { ("model_a", winsOfA), ("model_b", winsOfB), ("tie", ties) }
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
                Arena = part,
                ScoreA = winner == "model_a" ? 9 : 5,
                ScoreB = winner == "model_b" ? 9 : 5,
            });

    /// <summary>Three contestants in two parts of an arena, in which they are of another order.</summary>
    public static IReadOnlyList<BattleRow> ThreeContestants(int more = 0) =>
    [
        .. Battles("strong", "anchor", 30 + more, 10, 4), .. Battles("strong", "weak", 35, 5), .. Battles("anchor", "weak", 25, 14, 1),
        .. Battles("strong", "anchor", 9, 11, part: Hard), .. Battles("strong", "weak", 8, 12, part: Hard), .. Battles("anchor", "weak", 9, 8, 3, part: Hard),
    ];

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await Service.DisposeAsync();
        folder.Dispose();
    }
}
