using System.Threading.Channels;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Ratings.Tests;

/// <summary>Notes the events that Ranking publishes.</summary>
internal sealed class RankingEventsConsumer(Channel<object> events) : IConsumer<ArenaRanked>, IConsumer<LeaderboardChanged>
{
    public Task Consume(ConsumeContext<ArenaRanked> context) => events.Writer.WriteAsync(context.Message).AsTask();

    public Task Consume(ConsumeContext<LeaderboardChanged> context) => events.Writer.WriteAsync(context.Message).AsTask();
}
