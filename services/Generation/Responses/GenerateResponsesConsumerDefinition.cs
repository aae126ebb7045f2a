using MassTransit;

namespace ArenaLearning.Generation.Responses;

/// <summary>
/// Chunks for endpoints wait, and many of them must wait at once to keep an endpoint busy; those for local models find
/// their limit in <see cref="CheckpointResponses"/>.
/// </summary>
public sealed class GenerateResponsesConsumerDefinition : ConsumerDefinition<GenerateResponsesConsumer>
{
    private const int ChunksAtOnce = 256;

    public GenerateResponsesConsumerDefinition() => ConcurrentMessageLimit = ChunksAtOnce;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<GenerateResponsesConsumer> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.PrefetchCount = ChunksAtOnce;
}
