using ArenaLearning.Artifacts.Settings;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ArenaLearning.Flywheel;

/// <summary>The campaign controller as a service.</summary>
public static class FlywheelService
{
    /// <exception cref="ArgumentException">The environment names a budget that cannot be read.</exception>
    public static IServiceCollection AddFlywheel(this IServiceCollection services)
    {
        var budget = SharedBudget.FromEnvironment();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ILedgerStore>(provider => new SqliteLedgerStore(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => SharedWork.Create(provider.GetRequiredService<TimeProvider>(), budget));
        services.AddArtifacts();
        services.TryAddSingleton(LedgerFolders.Default);
        services.AddSingleton<CampaignRegistry>().AddSingleton<WorkerReplies>();
        return services.AddHostedService(provider => provider.GetRequiredService<CampaignRegistry>());
    }

    public static void AddFlywheel(this BusConsumers consumers)
    {
        consumers.Add<StartCampaignConsumer>();
        consumers.Add<ResponsesGeneratedConsumer>();
        consumers.Add<BattlesJudgedConsumer>();
        consumers.Add<StepRepliesConsumer>();
        consumers.Add<TrainingEventsConsumer>();
        consumers.Add<CommandFaultsConsumer>();
    }
}
