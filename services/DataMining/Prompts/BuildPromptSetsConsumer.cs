using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.DataMining.Prompts;

public sealed class BuildPromptSetsConsumer : IConsumer<BuildPromptSets>
{
    public async Task Consume(ConsumeContext<BuildPromptSets> context) =>
        await context.Publish(await PromptSetBuilder.BuildAsync(context.Message, context.CancellationToken));
}
