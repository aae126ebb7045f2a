using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Generation.Responses;

public sealed class GenerateResponsesConsumer(ResponseGeneration generation) : IConsumer<GenerateResponses>
{
    public async Task Consume(ConsumeContext<GenerateResponses> context) =>
        await context.Publish(await generation.GenerateAsync(context.Message, context.CancellationToken), context.CancellationToken);
}
