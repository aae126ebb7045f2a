using ArenaLearning.DataMining.Import;
using ArenaLearning.DataMining.Mining;
using ArenaLearning.DataMining.Prompts;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.DataMining;

/// <summary>The service that builds prompt sets and mines training data from battles. It keeps no state.</summary>
public static class DataMiningService
{
    /// <summary>Registers nothing but keeps the pair of calls that every service has: all work is pure functions.</summary>
    public static IServiceCollection AddDataMining(this IServiceCollection services) => services;

    public static void AddDataMining(this BusConsumers consumers)
    {
        consumers.Add<BuildPromptSetsConsumer, BuildPromptSetsConsumerDefinition>();
        consumers.Add<ImportPromptsConsumer>();
        consumers.Add<MineTrainingDataConsumer, MineTrainingDataConsumerDefinition>();
    }
}
