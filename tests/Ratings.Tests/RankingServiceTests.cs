using System.Threading.Channels;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Ranking;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Ratings.Tests;

public sealed class RankingServiceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ranking-service-").FullName;
    private readonly Channel<object> events = Channel.CreateUnbounded<object>();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_command_over_the_bus_is_answered_with_ratings_and_a_leaderboard()
    {
        BattleRow[] rows =
        [
            new()
            {
                QuestionId = "q1",
                ModelA = "a",
                ModelB = "b",
                Winner = "model_a",
                Judge = "verifier",
                Category = "addition",
                Stage = "SFT-I1",
                Arena = "diverse",
                ScoreA = 9,
                ScoreB = 1,
            },
            new()
            {
                QuestionId = "q2",
                ModelA = "a",
                ModelB = "b",
                Winner = "model_b",
                Judge = "verifier",
                Category = "addition",
                Stage = "SFT-I1",
                Arena = "diverse",
                ScoreA = 1,
                ScoreB = 9,
            },
        ];
        var battles = await JsonLines.WriteAsync(
            Path.Combine(folder, "battles.jsonl"), rows, TestContext.Current.CancellationToken);

        var (ranked, changed) = await AnswersToAsync(battles, answers: 2);

        Assert.Null(ranked.Failure);
        Assert.Equal([1100, 1100], ranked.Leaderboard.Select(row => row.Elo));
        Assert.Equal("diverse", Assert.Single(changed).Arena);
    }

    [Fact]
    public async Task Battles_that_cannot_be_rated_are_answered_with_a_failure_alone()
    {
        var battles = await JsonLines.WriteAsync<BattleRow>(
            Path.Combine(folder, "battles.jsonl"), [], TestContext.Current.CancellationToken);

        var (ranked, changed) = await AnswersToAsync(battles, answers: 1);

        Assert.Contains("no battle to rate", ranked.Failure, StringComparison.Ordinal);
        Assert.Empty(changed);
    }

    private async Task<(ArenaRanked Ranked, IReadOnlyList<LeaderboardChanged> Changed)> AnswersToAsync(
        ArtifactReference battles, int answers)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        var builder = ServiceHost.CreateBuilder([]);
        builder.Services.AddRanking().AddSingleton(events).AddArenaBus(builder.Configuration, consumers =>
        {
            consumers.AddRanking();
            consumers.AddWatcher<RankingEventsConsumer>();
        });
        using var host = builder.Build();
        await host.StartAsync(timeout.Token);

        await host.Services.GetRequiredService<IMessageBus>().SendAsync(
            new RankArena("arithmetic", "ranking", "SFT-I1", battles, new("a", 1100, Bootstraps: 10, Seed: 1)), timeout.Token);
        var received = new List<object>();
        while (received.Count < answers) received.Add(await events.Reader.ReadAsync(timeout.Token));

        await host.StopAsync(timeout.Token);
        while (events.Reader.TryRead(out var late)) received.Add(late);
        return (Assert.Single(received.OfType<ArenaRanked>()), [.. received.OfType<LeaderboardChanged>()]);
    }
}
