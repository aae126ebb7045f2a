using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Arena.Running;

public sealed class CampaignProgressedConsumer(CampaignEvents events) : IConsumer<CampaignProgressed>
{
    public Task Consume(ConsumeContext<CampaignProgressed> context)
    {
        events.Add(new(context.Message, Ended: null));
        return Task.CompletedTask;
    }
}
