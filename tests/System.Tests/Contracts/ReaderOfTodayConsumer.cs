using System.Threading.Channels;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.System.Tests.Contracts;

/// <summary>Reads messages as this version does.</summary>
internal sealed class ReaderOfTodayConsumer(ChannelWriter<object> read) : IConsumer<JudgeBattles>, IConsumer<BattlesJudged>, IConsumer<RankArena>
{
    public Task Consume(ConsumeContext<JudgeBattles> context) => read.WriteAsync(context.Message).AsTask();

    public Task Consume(ConsumeContext<BattlesJudged> context) => read.WriteAsync(context.Message).AsTask();

    public Task Consume(ConsumeContext<RankArena> context) => read.WriteAsync(context.Message).AsTask();
}
