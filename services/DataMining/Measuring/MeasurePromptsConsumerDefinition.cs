using MassTransit;

namespace ArenaLearning.DataMining.Measuring;

public sealed class MeasurePromptsConsumerDefinition : ConsumerDefinition<MeasurePromptsConsumer>
{
    // One at a time: prompts that a campaign makes are built as it will build them.
    public MeasurePromptsConsumerDefinition() => ConcurrentMessageLimit = 1;
}
