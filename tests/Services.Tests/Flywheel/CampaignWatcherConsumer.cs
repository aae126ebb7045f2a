using System.Threading.Channels;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Services.Tests.Flywheel;

internal sealed class CampaignWatcherConsumer(ChannelWriter<object> events) : IConsumer<CampaignProgressed>, IConsumer<CampaignEnded>
{
    public Task Consume(ConsumeContext<CampaignProgressed> context) => events.WriteAsync(context.Message).AsTask();

    public Task Consume(ConsumeContext<CampaignEnded> context) => events.WriteAsync(context.Message).AsTask();
}
