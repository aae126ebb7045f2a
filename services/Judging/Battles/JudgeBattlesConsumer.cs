using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Judging.Battles;

public sealed class JudgeBattlesConsumer(BattleJudging judging) : IConsumer<JudgeBattles>
{
    public async Task Consume(ConsumeContext<JudgeBattles> context) =>
        await context.Publish(await judging.JudgeAsync(context.Message, context.CancellationToken));
}
