using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>Replies of which a step waits for just one.</summary>
public sealed class StepRepliesConsumer(CampaignRegistry campaigns)
    : IConsumer<PromptSetsBuilt>, IConsumer<TrainingDataMined>, IConsumer<ArenaRanked>
{
    public Task Consume(ConsumeContext<PromptSetsBuilt> context)
    {
        campaigns.Find(context.Message.Campaign)?.Receive(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<TrainingDataMined> context)
    {
        campaigns.Find(context.Message.Campaign)?.Receive(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ArenaRanked> context)
    {
        campaigns.Find(context.Message.Campaign)?.Receive(context.Message);
        return Task.CompletedTask;
    }
}
