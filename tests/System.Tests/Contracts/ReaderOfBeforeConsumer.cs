using System.Threading.Channels;
using MassTransit;

namespace ArenaLearning.System.Tests.Contracts;

/// <summary>Reads messages as the version before does.</summary>
internal sealed class ReaderOfBeforeConsumer(ChannelWriter<object> read)
    : IConsumer<Before.JudgeBattles>, IConsumer<Before.BattlesJudged>, IConsumer<Before.RankArena>
{
    public Task Consume(ConsumeContext<Before.JudgeBattles> context) => read.WriteAsync(context.Message).AsTask();

    public Task Consume(ConsumeContext<Before.BattlesJudged> context) => read.WriteAsync(context.Message).AsTask();

    public Task Consume(ConsumeContext<Before.RankArena> context) => read.WriteAsync(context.Message).AsTask();
}
