using ArenaLearning.Contracts.Messages;
using ArenaLearning.Ranking.Storage;
using MassTransit;

namespace ArenaLearning.Ranking.Leaderboards;

/// <summary>Hands a command to <see cref="ArenaRanking"/>, keeps the board and publishes what comes of it.</summary>
/// <param name="boards">Null where nobody asks for boards.</param>
public sealed class RankArenaConsumer(ArenaRanking ranking, IBoardStore? boards = null) : IConsumer<RankArena>
{
    public async Task Consume(ConsumeContext<RankArena> context)
    {
        var result = await ranking.RankAsync(context.Message, withParts: boards is not null, context.CancellationToken);
        if (boards is not null && result.Stage is { } stage)
            await context.Publish(await boards.KeepAsync(stage, context.CancellationToken), context.CancellationToken);
        await context.Publish(result.Ranked, context.CancellationToken);
        if (result.Changed is { } changed) await context.Publish(changed, context.CancellationToken);
    }
}
