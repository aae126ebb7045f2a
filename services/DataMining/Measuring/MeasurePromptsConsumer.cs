using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.DataMining.Measuring;

public sealed class MeasurePromptsConsumer(IArtifactStore artifacts) : IConsumer<MeasurePrompts>
{
    public async Task Consume(ConsumeContext<MeasurePrompts> context) =>
        await context.Publish(await PromptMeasuring.MeasureAsync(context.Message, artifacts, context.CancellationToken));
}
