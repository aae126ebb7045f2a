using MassTransit;

namespace ArenaLearning.DataMining.Prompts;

public sealed class BuildPromptSetsConsumerDefinition : ConsumerDefinition<BuildPromptSetsConsumer>
{
    // One at a time: it holds all rows of a command in memory.
    public BuildPromptSetsConsumerDefinition() => ConcurrentMessageLimit = 1;
}
