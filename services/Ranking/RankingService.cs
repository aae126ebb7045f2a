using ArenaLearning.Artifacts.Settings;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Ranking.Leaderboards;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Ranking;

/// <summary>Ranking: verdicts in, leaderboards out.</summary>
public static class RankingService
{
    /// <summary>The service, for a process of its own.</summary>
    public static ServiceDefinition Definition { get; } = new(
        "Ranking", [.. ArtifactServices.Settings], services => services.AddRanking(), consumers => consumers.AddRanking());

    public static IServiceCollection AddRanking(this IServiceCollection services) =>
        services.AddArtifacts().AddSingleton<ArenaRanking>();

    public static void AddRanking(this BusConsumers consumers) =>
        consumers.Add<RankArenaConsumer, RankArenaConsumerDefinition>();
}
