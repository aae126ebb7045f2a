using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.DataMining.Mining;

public sealed class MineTrainingDataConsumer : IConsumer<MineTrainingData>
{
    public async Task Consume(ConsumeContext<MineTrainingData> context) =>
        await context.Publish(await TrainingDataMining.MineAsync(context.Message, context.CancellationToken));
}
