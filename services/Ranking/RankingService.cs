using ArenaLearning.Artifacts.Settings;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Ranking.Leaderboards;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Ranking;

/// <summary>Ranking: verdicts in, leaderboards out.</summary>
public static class RankingService
{
    public static IServiceCollection AddRanking(this IServiceCollection services) =>
        services.AddArtifacts().AddSingleton<ArenaRanking>();

    public static void AddRanking(this BusConsumers consumers) =>
        consumers.Add<RankArenaConsumer, RankArenaConsumerDefinition>();
}
