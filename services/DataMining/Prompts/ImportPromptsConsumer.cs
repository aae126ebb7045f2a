using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.DataMining.Prompts;

public sealed class ImportPromptsConsumer : IConsumer<ImportPrompts>
{
    public async Task Consume(ConsumeContext<ImportPrompts> context) =>
        await context.Publish(await PromptImport.ImportAsync(context.Message, context.CancellationToken));
}
