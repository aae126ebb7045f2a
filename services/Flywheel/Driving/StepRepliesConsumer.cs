using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>Replies of which a step waits for just one.</summary>
public sealed class StepRepliesConsumer(CampaignPost post) : IConsumer<PromptSetsBuilt>, IConsumer<TrainingDataMined>, IConsumer<ArenaRanked>
{
    public Task Consume(ConsumeContext<PromptSetsBuilt> context) =>
        post.DeliverAsync(new(context.Message.Campaign) { PromptSets = context.Message }, context.CancellationToken);

    public Task Consume(ConsumeContext<TrainingDataMined> context) =>
        post.DeliverAsync(new(context.Message.Campaign) { Mined = context.Message }, context.CancellationToken);

    public Task Consume(ConsumeContext<ArenaRanked> context) =>
        post.DeliverAsync(new(context.Message.Campaign) { Ranked = context.Message }, context.CancellationToken);
}
