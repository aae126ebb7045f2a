using MassTransit;

namespace ArenaLearning.Ranking.Leaderboards;

/// <summary>Fitting keeps a processor busy, so a process takes no more rankings at once than it has processors.</summary>
public sealed class RankArenaConsumerDefinition : ConsumerDefinition<RankArenaConsumer>
{
    public RankArenaConsumerDefinition() => ConcurrentMessageLimit = Environment.ProcessorCount;
}
