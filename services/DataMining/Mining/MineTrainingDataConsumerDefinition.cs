using MassTransit;

namespace ArenaLearning.DataMining.Mining;

public sealed class MineTrainingDataConsumerDefinition : ConsumerDefinition<MineTrainingDataConsumer>
{
    // One at a time: it holds all rows of a command in memory.
    public MineTrainingDataConsumerDefinition() => ConcurrentMessageLimit = 1;
}
