using ArenaLearning.Artifacts.Settings;
using ArenaLearning.Endpoints;
using ArenaLearning.Generation.Recorded;
using ArenaLearning.Generation.Responses;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.LanguageModels.Native;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ArenaLearning.Generation;

/// <summary>The service that answers prompts. It keeps no state but loaded models: any number of replicas share its queue.</summary>
public static class GenerationService
{
    /// <summary>The service, for a process of its own.</summary>
    public static ServiceDefinition Definition { get; } = new(
        "Generation",
        [.. EndpointServices.Settings, .. ArtifactServices.Settings, NativeTorch.Setting],
        services => services.AddGeneration(), consumers => consumers.AddGeneration());

    public static IServiceCollection AddGeneration(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddEndpoints().AddArtifacts().AddSingleton<LoadedModels>()
            .AddSingleton<IContestantResponses, CheckpointResponses>()
            .AddSingleton<IContestantResponses, EndpointResponses>()
            .AddSingleton<IContestantResponses, RecordedResponses>()
            .AddSingleton<ResponseGeneration>();
    }

    public static void AddGeneration(this BusConsumers consumers) =>
        consumers.Add<GenerateResponsesConsumer, GenerateResponsesConsumerDefinition>();
}
