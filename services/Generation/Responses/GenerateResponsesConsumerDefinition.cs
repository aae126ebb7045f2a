using MassTransit;

namespace ArenaLearning.Generation.Responses;

/// <summary>Decoding keeps a processor busy, so a process takes no more chunks at once than it has processors.</summary>
public sealed class GenerateResponsesConsumerDefinition : ConsumerDefinition<GenerateResponsesConsumer>
{
    public GenerateResponsesConsumerDefinition() => ConcurrentMessageLimit = Environment.ProcessorCount;
}
