using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Driving;

public sealed class TrainingEventsConsumer(CampaignRegistry campaigns)
    : IConsumer<TrainingProgressed>, IConsumer<ModelTrained>, IConsumer<TrainingFailed>
{
    public Task Consume(ConsumeContext<TrainingProgressed> context) =>
        campaigns.Find(context.Message.Campaign)?.ReceiveAsync(context.Message, context.CancellationToken) ?? Task.CompletedTask;

    public Task Consume(ConsumeContext<ModelTrained> context)
    {
        campaigns.Find(context.Message.Campaign)?.Receive(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<TrainingFailed> context) =>
        campaigns.Find(context.Message.Campaign)?.ReceiveAsync(context.Message, context.CancellationToken) ?? Task.CompletedTask;
}
