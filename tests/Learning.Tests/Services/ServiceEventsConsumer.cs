using System.Threading.Channels;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Learning.Tests.Services;

/// <summary>Notes what Training and Generation publish.</summary>
internal sealed class ServiceEventsConsumer(Channel<object> events)
    : IConsumer<TrainingProgressed>, IConsumer<ModelTrained>, IConsumer<TrainingFailed>, IConsumer<ResponsesGenerated>
{
    public Task Consume(ConsumeContext<TrainingProgressed> context) => events.Writer.WriteAsync(context.Message).AsTask();

    public Task Consume(ConsumeContext<ModelTrained> context) => events.Writer.WriteAsync(context.Message).AsTask();

    public Task Consume(ConsumeContext<TrainingFailed> context) => events.Writer.WriteAsync(context.Message).AsTask();

    public Task Consume(ConsumeContext<ResponsesGenerated> context) => events.Writer.WriteAsync(context.Message).AsTask();
}
