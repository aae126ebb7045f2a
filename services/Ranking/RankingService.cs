using ArenaLearning.Artifacts.Settings;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Api;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Monitoring;
using ArenaLearning.Postgres;
using ArenaLearning.Ranking.Api;
using ArenaLearning.Ranking.Boards;
using ArenaLearning.Ranking.Leaderboards;
using ArenaLearning.Ranking.Storage;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Ranking;

/// <summary>Ranking: verdicts in, leaderboards out.</summary>
public static class RankingService
{
    /// <summary>The service, for a process of its own.</summary>
    public static ServiceDefinition Definition { get; } = new(
        "Ranking", [.. ArtifactServices.Settings, new(KnownSettings.Ledger, text => PostgresAddress.Parse(text))],
        services => services.AddRanking().AddBoards(),
        consumers =>
        {
            consumers.AddRanking();
            consumers.AddBoards();
        },
        endpoints => endpoints.MapBoards());

    public static IServiceCollection AddRanking(this IServiceCollection services) =>
        services.AddArtifacts().AddSingleton<ArenaRanking>();

    public static void AddRanking(this BusConsumers consumers) =>
        consumers.Add<RankArenaConsumer, RankArenaConsumerDefinition>();

    /// <summary>Adds what keeps boards and shows them to who asks. A process that answers nobody does without.</summary>
    public static IServiceCollection AddBoards(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<BoardCatalog>().AddSingleton<BoardLookup>().AddSingleton<RankingsApi>();
        services.AddSingleton<IBoardStore>(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            return PostgresAddress.Read(provider.GetRequiredService<IConfiguration>()) is { } address
                ? new PostgresBoardStore(address, time, provider.GetRequiredService<ILogger<PostgresBoardStore>>()) : new MemoryBoardStore(time);
        });
        services.AddSingleton<IStartCheck, BoardStoreCheck>().AddSingleton<IDependency, BoardDependency>();
        return services.AddHostedService<BoardReading>();
    }

    public static void AddBoards(this BusConsumers consumers) => consumers.AddWatcher<BoardNewsConsumer>(inOrder: true);

    public static void MapBoards(this ServiceEndpoints endpoints) => endpoints.MapApi<RankingsApi>();
}
