using ArenaLearning.Contracts.Messages;
using ArenaLearning.Monitoring.Metrics;
using MassTransit;

namespace ArenaLearning.Ranking.Boards;

/// <summary>
/// Tells the catalog of every official board and of every verdict, and the metrics of the end. All come through one queue, so that the verdicts
/// that an official board rests on are counted before it comes.
/// </summary>
internal sealed class BoardNewsConsumer(BoardCatalog catalog) : IConsumer<StageRanked>, IConsumer<BattlesJudged>, IConsumer<CampaignEnded>
{
    public Task Consume(ConsumeContext<StageRanked> context)
    {
        catalog.Take(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<BattlesJudged> context)
    {
        catalog.Count(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<CampaignEnded> context)
    {
        RankingMetrics.Ended(context.Message.Campaign);
        return Task.CompletedTask;
    }
}
