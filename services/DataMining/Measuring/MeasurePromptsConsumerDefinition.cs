using MassTransit;

namespace ArenaLearning.DataMining.Measuring;

public sealed class MeasurePromptsConsumerDefinition : ConsumerDefinition<MeasurePromptsConsumer>
{
    // One at a time: it holds all rows of a command in memory.
    public MeasurePromptsConsumerDefinition() => ConcurrentMessageLimit = 1;
}
