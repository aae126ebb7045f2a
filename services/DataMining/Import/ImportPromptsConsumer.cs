using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.DataMining.Import;

public sealed class ImportPromptsConsumer(IArtifactStore artifacts) : IConsumer<ImportPrompts>
{
    public async Task Consume(ConsumeContext<ImportPrompts> context) =>
        await context.Publish(await PromptSetImport.ImportAsync(context.Message, artifacts, context.CancellationToken));
}
