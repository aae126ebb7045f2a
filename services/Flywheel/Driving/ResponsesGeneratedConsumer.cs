using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Driving;

public sealed class ResponsesGeneratedConsumer(WorkerReplies replies) : IConsumer<ResponsesGenerated>
{
    public Task Consume(ConsumeContext<ResponsesGenerated> context) => replies.ReceiveAsync(context.Message, context.CancellationToken);
}
