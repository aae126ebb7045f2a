using ArenaLearning.Artifacts.Settings;
using ArenaLearning.Flywheel.Api;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Ledger.Postgres;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Api;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Monitoring;
using ArenaLearning.Postgres;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel;

/// <summary>The campaign controller as a service.</summary>
public static class FlywheelService
{
    /// <summary>The service, for a process of its own.</summary>
    public static ServiceDefinition Definition { get; } = new(
        "Flywheel",
        [
            .. ArtifactServices.Settings, new(KnownSettings.Ledger, text => PostgresAddress.Parse(text)),
            new(KnownSettings.Budget, text => SharedBudget.Parse(text)), .. NetworkRules.Readers,
        ],
        services => services.AddFlywheel().AddFlywheelApi(),
        consumers =>
        {
            consumers.AddFlywheel();
            consumers.AddWatcher<CampaignWatchConsumer>();
            consumers.AddWatcher<TrainingWatchConsumer>();
            consumers.AddWatcher<PromptsMeasuredConsumer>();
        },
        endpoints =>
        {
            endpoints.MapApi<CampaignsApi>();
            endpoints.MapApi<TrainingJobsApi>();
        });

    /// <exception cref="ArgumentException">The environment names a budget that cannot be read.</exception>
    public static IServiceCollection AddFlywheel(this IServiceCollection services)
    {
        var budget = SharedBudget.FromEnvironment();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => LedgerStores.Of(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<PostgresLedgerStore>>()));
        services.AddSingleton<IStartCheck, LedgerStartCheck>().AddSingleton<IDependency, LedgerDependency>();
        services.AddSingleton(provider => SharedWork.Create(provider.GetRequiredService<TimeProvider>(), budget));
        services.AddArtifacts();
        services.TryAddSingleton(LedgerFolders.Default);
        services.AddSingleton<CampaignRegistry>().AddSingleton<CampaignPost>().AddSingleton<WorkerReplies>();
        return services.AddHostedService(provider => provider.GetRequiredService<CampaignRegistry>());
    }

    /// <summary>What a Flywheel that is a process of its own answers over gRPC.</summary>
    public static IServiceCollection AddFlywheelApi(this IServiceCollection services) => services
        .AddSingleton(provider => NetworkRules.Read(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<CampaignWatch>().AddSingleton<CampaignFacts>().AddSingleton<TrainingWatch>().AddSingleton<CampaignDirectory>()
        .AddSingleton<PromptMeasurements>();

    public static void AddFlywheel(this BusConsumers consumers)
    {
        consumers.Add<StartCampaignConsumer>();
        consumers.Add<ResponsesGeneratedConsumer>();
        consumers.Add<BattlesJudgedConsumer>();
        consumers.Add<StepRepliesConsumer>();
        consumers.Add<TrainingEventsConsumer>();
        consumers.Add<CommandFaultsConsumer>();
        consumers.AddWatcher<CampaignNewsConsumer>();
    }
}
