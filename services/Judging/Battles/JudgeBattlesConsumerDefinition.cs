using MassTransit;

namespace ArenaLearning.Judging.Battles;

/// <summary>
/// A judge behind an endpoint waits, and the endpoint's own limits say for how many replies at once; those that compute share the thread pool.
/// </summary>
public sealed class JudgeBattlesConsumerDefinition : ConsumerDefinition<JudgeBattlesConsumer>
{
    private const int MostChunks = 256;

    public JudgeBattlesConsumerDefinition()
    {
        ConcurrentMessageLimit = MostChunks;
        Endpoint(endpoint => endpoint.PrefetchCount = MostChunks);
    }
}
