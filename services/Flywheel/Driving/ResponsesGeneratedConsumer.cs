using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>Responses of a campaign that no process here drives are dropped: it asks for them again when it goes on.</summary>
public sealed class ResponsesGeneratedConsumer(CampaignRegistry campaigns) : IConsumer<ResponsesGenerated>
{
    public Task Consume(ConsumeContext<ResponsesGenerated> context) =>
        campaigns.Find(context.Message.Campaign)?.ReceiveAsync(context.Message, context.CancellationToken) ?? Task.CompletedTask;
}
