using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Ranking.Leaderboards;

/// <summary>Hands a command to <see cref="ArenaRanking"/> and publishes what comes of it.</summary>
public sealed class RankArenaConsumer(ArenaRanking ranking) : IConsumer<RankArena>
{
    public async Task Consume(ConsumeContext<RankArena> context)
    {
        var result = await ranking.RankAsync(context.Message, context.CancellationToken);
        await context.Publish(result.Ranked, context.CancellationToken);
        if (result.Changed is { } changed) await context.Publish(changed, context.CancellationToken);
    }
}
