using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Api;

/// <summary>On a queue of each Flywheel's own: any of them may be asked.</summary>
public sealed class CampaignWatchConsumer(CampaignWatch watch) : IConsumer<CampaignProgressed>, IConsumer<CampaignEnded>
{
    public Task Consume(ConsumeContext<CampaignProgressed> context)
    {
        watch.Hear(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<CampaignEnded> context)
    {
        watch.HearOfChange(context.Message.Campaign, isOver: true);
        return Task.CompletedTask;
    }
}
