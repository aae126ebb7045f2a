using ArenaLearning.Artifacts.Settings;
using ArenaLearning.DataMining.Import;
using ArenaLearning.DataMining.Measuring;
using ArenaLearning.DataMining.Mining;
using ArenaLearning.DataMining.Prompts;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.DataMining;

/// <summary>The service that builds prompt sets and mines training data from battles. It keeps no state.</summary>
public static class DataMiningService
{
    /// <summary>The service, for a process of its own.</summary>
    public static ServiceDefinition Definition { get; } = new(
        "DataMining", [.. ArtifactServices.Settings], services => services.AddDataMining(), consumers => consumers.AddDataMining());

    /// <summary>Registers no class of its own: all work is functions of a command and the store of artifacts.</summary>
    public static IServiceCollection AddDataMining(this IServiceCollection services) => services.AddArtifacts();

    public static void AddDataMining(this BusConsumers consumers)
    {
        consumers.Add<BuildPromptSetsConsumer, BuildPromptSetsConsumerDefinition>();
        consumers.Add<ImportPromptsConsumer>();
        consumers.Add<MeasurePromptsConsumer, MeasurePromptsConsumerDefinition>();
        consumers.Add<MineTrainingDataConsumer, MineTrainingDataConsumerDefinition>();
    }
}
