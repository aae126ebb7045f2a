using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Driving;

public sealed class TrainingEventsConsumer(CampaignPost post) : IConsumer<TrainingProgressed>, IConsumer<ModelTrained>, IConsumer<TrainingFailed>
{
    public Task Consume(ConsumeContext<TrainingProgressed> context) =>
        post.DeliverAsync(new(context.Message.Campaign) { Training = context.Message }, context.CancellationToken);

    public Task Consume(ConsumeContext<ModelTrained> context) =>
        post.DeliverAsync(new(context.Message.Campaign) { Trained = context.Message }, context.CancellationToken);

    // What was cancelled is no failure to try again: what becomes of its campaign stands in the store of ledgers.
    public Task Consume(ConsumeContext<TrainingFailed> context) => context.Message.IsCancelled ? Task.CompletedTask
        : post.DeliverAsync(new(context.Message.Campaign) { TrainingFailed = context.Message }, context.CancellationToken);
}
