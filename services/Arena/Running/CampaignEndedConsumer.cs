using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Arena.Running;

public sealed class CampaignEndedConsumer(CampaignEvents events) : IConsumer<CampaignEnded>
{
    public Task Consume(ConsumeContext<CampaignEnded> context)
    {
        events.Add(new(Progressed: null, context.Message));
        return Task.CompletedTask;
    }
}
