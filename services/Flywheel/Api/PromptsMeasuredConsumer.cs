using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Flywheel.Api;

/// <summary>On a queue of each Flywheel's own: one of them has asked.</summary>
public sealed class PromptsMeasuredConsumer(PromptMeasurements measurements) : IConsumer<PromptsMeasured>, IConsumer<Fault<MeasurePrompts>>
{
    public Task Consume(ConsumeContext<PromptsMeasured> context)
    {
        measurements.Hear(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<Fault<MeasurePrompts>> context)
    {
        var (command, reason) = (context.Message.Message, context.Message.Exceptions is [var first, ..] ? first.Message : "it did not say why");
        measurements.Hear(new(command.MeasureId, new Dictionary<string, PromptMeasure>(), $"DataMining could not measure the prompts: {reason}"));
        return Task.CompletedTask;
    }
}
