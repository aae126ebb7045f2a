using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.DataMining.Prompts;

public sealed class BuildPromptSetsConsumer(IArtifactStore artifacts) : IConsumer<BuildPromptSets>
{
    public async Task Consume(ConsumeContext<BuildPromptSets> context) =>
        await context.Publish(await PromptSetBuilder.BuildAsync(context.Message, artifacts, context.CancellationToken));
}
