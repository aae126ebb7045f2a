using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Driving;

public sealed class BattlesJudgedConsumer(WorkerReplies replies) : IConsumer<BattlesJudged>
{
    public Task Consume(ConsumeContext<BattlesJudged> context) => replies.ReceiveAsync(context.Message, context.CancellationToken);
}
