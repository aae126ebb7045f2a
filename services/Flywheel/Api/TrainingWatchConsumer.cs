using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Api;

/// <summary>On a queue of each Flywheel's own: any of them may be asked.</summary>
public sealed class TrainingWatchConsumer(TrainingWatch watch)
    : IConsumer<TrainingProgressed>, IConsumer<ModelTrained>, IConsumer<TrainingFailed>, IConsumer<CampaignEnded>
{
    public Task Consume(ConsumeContext<TrainingProgressed> context)
    {
        watch.Hear(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ModelTrained> context)
    {
        watch.Hear(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<TrainingFailed> context)
    {
        watch.Hear(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<CampaignEnded> context)
    {
        watch.Hear(context.Message);
        return Task.CompletedTask;
    }
}
