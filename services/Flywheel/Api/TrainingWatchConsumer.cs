using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Api;

/// <summary>On a queue of each Flywheel's own: any of them may be asked.</summary>
public sealed class TrainingWatchConsumer(TrainingWatch watch)
    : IConsumer<TrainingProgressed>, IConsumer<ModelTrained>, IConsumer<TrainingFailed>, IConsumer<TrainingCancelled>, IConsumer<CampaignEnded>
{
    public async Task Consume(ConsumeContext<TrainingProgressed> context)
    {
        // Who has taken it up since, or has not heard of it, is told again.
        if (watch.Hear(context.Message) is { } cancelled) await context.Publish(cancelled, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<TrainingCancelled> context)
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
