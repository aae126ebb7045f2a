using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Driving;

public sealed class StartCampaignConsumer(CampaignRegistry campaigns) : IConsumer<StartCampaign>
{
    public Task Consume(ConsumeContext<StartCampaign> context) => campaigns.StartAsync(context.Message, context.CancellationToken);
}
