using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Driving;

public sealed class BattlesJudgedConsumer(CampaignRegistry campaigns) : IConsumer<BattlesJudged>
{
    public Task Consume(ConsumeContext<BattlesJudged> context) =>
        campaigns.Find(context.Message.Campaign)?.ReceiveAsync(context.Message, context.CancellationToken) ?? Task.CompletedTask;
}
