using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Ranking;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Bench.Rankings;

/// <summary>Ranking as a process hosts it, with one campaign: it has a board of a stage, and verdicts come while standard input says so.</summary>
internal static class RankingServer
{
    public const string Campaign = "bench", Stage = "DPO-I3";

    private const int Contestants = 50, BattlesOfChunk = 20, ChunksASecond = 25;

    /// <summary>Writes its address, then does what it is told until its standard input ends: <c>judge</c> lets verdicts come, <c>rest</c> stops them.</summary>
    public static async Task RunAsync(string keysFile)
    {
        var definition = RankingService.Definition;
        await using var service = ServiceApplication.Create(
            new ConfigurationBuilder().AddInMemoryCollection(
            [
                new("ARENA_GRPC", "http://127.0.0.1:0"), new("ARENA_HTTP", "off"), new("ARENA_MANAGEMENT", "off"), new("ARENA_KEYS_FILE", keysFile),
                new("ARENA_LOG", "text"),
            ]).Build(),
            definition with
            {
                Map = endpoints =>
                {
                    definition.Map!(endpoints);
                    endpoints.On(Listener.Grpc).MapGrpcService<BareApi>();
                },
            });
        await service.StartAsync();
        var bus = service.Services.GetRequiredService<IMessageBus>();
        var random = new Random(1);
        await bus.PublishAsync(Ranked(random));
        Console.WriteLine(service.AddressOf(Listener.Grpc));
        CancellationTokenSource? judging = null;
        while (await Console.In.ReadLineAsync() is { } word)
        {
            if (judging is not null) await judging.CancelAsync();
            judging?.Dispose();
            judging = word == "judge" ? new() : null;
            if (judging is not null) _ = JudgeAsync(bus, random, judging.Token);
        }
    }

    private static async Task JudgeAsync(IMessageBus bus, Random random, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / ChunksASecond));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var chunk = $"{random.NextInt64():x}";
                var verdicts = Enumerable.Range(0, BattlesOfChunk).Select(i => Verdict($"{chunk}/{i}", random)).ToList();
                await bus.PublishAsync(new BattlesJudged(Campaign, chunk, "judge", verdicts, new("arena-hard")), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to rest.
        }
    }

    private static VerdictResult Verdict(string id, Random random)
    {
        var a = random.Next(Contestants);
        var b = (a + 1 + random.Next(Contestants - 1)) % Contestants;
        return new()
        {
            UnitId = id,
            Games = [],
            ScoreA = 5,
            ScoreB = 5,
            Winner = random.NextDouble() < Score(a, b) ? BattleWinner.ModelA : BattleWinner.ModelB,
            A = new(null, null, ""),
            B = new(null, null, ""),
            ContestantA = Name(a),
            ContestantB = Name(b),
        };
    }

    /// <summary>A board of 50 who all battled each other.</summary>
    private static StageRanked Ranked(Random random)
    {
        var pairs = from a in Enumerable.Range(0, Contestants)
                    from b in Enumerable.Range(a + 1, Contestants - a - 1)
                    let wins = (long)Math.Round(40 * Score(a, b)) + random.Next(-4, 5)
                    select (long[])[a, b, Math.Clamp(wins, 1, 39), 40 - Math.Clamp(wins, 1, 39), random.Next(5)];
        var board = new RankedBoard([.. Enumerable.Range(0, Contestants).Select(i => new LeaderboardRow(
            Name(i), Elo(i) + random.NextDouble(), Elo(i) - 12.3, Elo(i) + 12.7, i + 1, Math.Max(1, i - 1), Math.Min(Contestants, i + 3), 2_000))], []);
        return new()
        {
            Campaign = Campaign,
            Stage = Stage,
            RankingId = "bench",
            Ordinal = 1,
            RankedAt = TimeProvider.System.GetUtcNow(),
            Board = board,
            Parts = [new("arena-hard", board, new([.. Enumerable.Range(0, Contestants).Select(Name)], [.. pairs.SelectMany(pair => pair)]))],
        };
    }

    private static string Name(int contestant) => $"contestant-{contestant:00}-instruct";

    private static double Elo(int contestant) => 1400 - (10 * contestant);

    private static double Score(int a, int b) => 1 / (1 + Math.Pow(10, (Elo(b) - Elo(a)) / 400));
}
