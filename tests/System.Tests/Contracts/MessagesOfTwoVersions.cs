using System.Text.Json;
using System.Threading.Channels;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.System.Tests.Broker;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ArenaLearning.System.Tests.Contracts;

/// <summary>
/// Every message whose shape has changed, as the version before it has it (<c>Before</c>) and as this one has it, on one broker under one name: while
/// replicas are replaced one by one, each version reads what the other sends.
/// </summary>
public sealed class MessagesOfTwoVersions
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static readonly ArenaRound Arena = new("arena-hard", "beta", 1000);

    private static readonly BattleUnit Battle = new()
    {
        UnitId = "unit",
        PromptId = "q1",
        Category = "numbers",
        Messages = [new("user", "What is one and one?")],
        ContestantA = "alpha",
        ContestantB = "beta",
        ResponseA = "two",
        ResponseB = "three",
    };

    private static readonly JudgeReference Judge = new RecordedJudgeReference("recorded", VerdictRules.Default, new("file:///v.jsonl", new string('a', 64)));

    private static readonly RankingSettings Settings = new("beta", 1000, 20, 7);

    private static readonly ArtifactReference Battles = new("file:///battles.jsonl", new string('b', 64));

    private static readonly ResponseAssessment Assessment = new(true, null, "right");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What is sent, what the version before reads, and what this one reads.</summary>
    private static IEnumerable<(object Sent, object Before, object Today)> Messages =>
    [
        (Old(), Old(), New(null)),
        (New(Arena), Old(), New(Arena)),
        (OldJudged(), OldJudged(), NewJudged(null, null)),
        (NewJudged(Arena, "alpha"), OldJudged(), NewJudged(Arena, "alpha")),
        (OldRank(), OldRank(), NewRank(isComparison: false)),
        (NewRank(isComparison: true), OldRank(), NewRank(isComparison: true)),
    ];

    [Fact]
    public async Task Are_read_by_both()
    {
        await using var broker = await RabbitMqVirtualHost.CreateAsync(Token);
        var read = Channel.CreateUnbounded<object>();
        var builder = new HostApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new(BusSettings.Key, broker.Address.ToString())]);
        builder.Services.AddSingleton(read.Writer).AddArenaBus(builder.Configuration, consumers =>
        {
            consumers.Add<ReaderOfBeforeConsumer>();
            consumers.Add<ReaderOfTodayConsumer>();
        });
        // What is sent before its queue is there is lost.
        builder.Services.Configure<MassTransitHostOptions>(bus => bus.WaitUntilStarted = true);
        using var host = builder.Build();
        await host.StartAsync(Token);
        var bus = host.Services.GetRequiredService<IMessageBus>();
        foreach (var (message, before, today) in Messages)
        {
            await SendAsync(bus, message);
            string[] received = [Text(await NextAsync()), Text(await NextAsync())];
            Assert.Equal(new[] { Text(before), Text(today) }.Order(StringComparer.Ordinal), received.Order(StringComparer.Ordinal));
        }
        Assert.DoesNotContain(await broker.QueuesAsync(Token), queue => queue.EndsWith("_error", StringComparison.Ordinal));
        await host.StopAsync(Token);

        Task<object> NextAsync() => read.Reader.ReadAsync(Token).AsTask().WaitAsync(Limit, Token);
    }

    /// <summary>Type and content: records compare their lists by reference.</summary>
    private static string Text(object message) => $"{message.GetType().Namespace}: {JsonSerializer.Serialize(message, message.GetType())}";

    private static Task SendAsync(IMessageBus bus, object message) => message switch
    {
        JudgeBattles now => bus.SendAsync(now, Token),
        BattlesJudged now => bus.PublishAsync(now, Token),
        RankArena now => bus.SendAsync(now, Token),
        Before.JudgeBattles old => bus.SendAsync(old, Token),
        Before.BattlesJudged old => bus.PublishAsync(old, Token),
        _ => bus.SendAsync((Before.RankArena)message, Token),
    };

    private static Before.JudgeBattles Old() => new("campaign", "chunk", Judge, [Battle], "cpu");

    private static JudgeBattles New(ArenaRound? arena) => new("campaign", "chunk", Judge, [Battle], "cpu", arena);

    private static Before.BattlesJudged OldJudged() => new("campaign", "chunk", "recorded",
    [
        new() { UnitId = "unit", Games = [new(9, 2)], ScoreA = 9, ScoreB = 2, Winner = BattleWinner.ModelA, A = Assessment, B = Assessment },
    ]);

    private static BattlesJudged NewJudged(ArenaRound? arena, string? contestant) => new("campaign", "chunk", "recorded",
    [
        new()
        {
            UnitId = "unit",
            Games = [new(9, 2)],
            ScoreA = 9,
            ScoreB = 2,
            Winner = BattleWinner.ModelA,
            A = Assessment,
            B = Assessment,
            ContestantA = contestant,
            ContestantB = contestant,
        },
    ], arena);

    private static Before.RankArena OldRank() => new("campaign", "ranking", "SFT-I1", Battles, Settings);

    private static RankArena NewRank(bool isComparison) => new("campaign", "ranking", "SFT-I1", Battles, Settings, isComparison);
}
