using MassTransit;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>On a queue of each Flywheel's own.</summary>
public sealed class CampaignNewsConsumer(CampaignPost post) : IConsumer<CampaignNews>
{
    public Task Consume(ConsumeContext<CampaignNews> context) => post.HearAsync(context.Message, context.CancellationToken);
}
