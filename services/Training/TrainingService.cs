using ArenaLearning.Artifacts.Settings;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.Training.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ArenaLearning.Training;

/// <summary>The service that trains: SFT, DPO, reward models and PPO, one job at a time in a process.</summary>
public static class TrainingService
{
    /// <summary>The service, for a process of its own.</summary>
    public static ServiceDefinition Definition { get; } = new(
        "Training", [.. ArtifactServices.Settings, NativeTorch.Setting], services => services.AddTraining(), consumers => consumers.AddTraining());

    public static IServiceCollection AddTraining(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddArtifacts();
        services.AddSingleton<TrainingJobs>();
        return services.AddHostedService(provider => provider.GetRequiredService<TrainingJobs>());
    }

    public static void AddTraining(this BusConsumers consumers)
    {
        consumers.Add<TrainModelConsumer>();
        consumers.AddWatcher<TrainingReportsConsumer>();
    }
}
