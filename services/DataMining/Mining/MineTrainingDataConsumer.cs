using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.DataMining.Mining;

public sealed class MineTrainingDataConsumer(IArtifactStore artifacts) : IConsumer<MineTrainingData>
{
    public async Task Consume(ConsumeContext<MineTrainingData> context) =>
        await context.Publish(await TrainingDataMining.MineAsync(context.Message, artifacts, context.CancellationToken));
}
