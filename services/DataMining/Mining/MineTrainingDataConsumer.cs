using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Monitoring.Metrics;
using MassTransit;

namespace ArenaLearning.DataMining.Mining;

public sealed class MineTrainingDataConsumer(IArtifactStore artifacts) : IConsumer<MineTrainingData>
{
    public async Task Consume(ConsumeContext<MineTrainingData> context)
    {
        var mined = await TrainingDataMining.MineAsync(context.Message, artifacts, context.CancellationToken);
        MiningMetrics.Mined(context.Message.Rule, mined);
        await context.Publish(mined);
    }
}
