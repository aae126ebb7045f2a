using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>
/// Takes news to the leader of its campaign. Replies go to any Flywheel, for all take from one queue; one that does not lead the campaign
/// says it to all of them. Where a store is for one process alone, there is nobody else.
/// </summary>
public sealed class CampaignPost(ILedgerStore ledgers, CampaignRegistry campaigns, IMessageBus bus, ILogger<CampaignPost> logger)
{
    /// <returns>Whether this process leads the campaign.</returns>
    public async Task<bool> DeliverAsync(CampaignNews news, CancellationToken cancellationToken)
    {
        if (await HearAsync(news, cancellationToken)) return true;
        if (ledgers.Starts is null) return false;
        try
        {
            await bus.PublishAsync(news, cancellationToken);
        }
        catch (BusUnavailableException e)
        {
            // What is recorded is found there, and the rest is asked for again, once it is overdue.
            logger.LogWarning("News of campaign {Campaign} did not reach the others: {Message}", news.Campaign, e.Message);
        }
        return false;
    }

    /// <summary>Hands in what another Flywheel says.</summary>
    /// <returns>Whether this process leads the campaign.</returns>
    public async Task<bool> HearAsync(CampaignNews news, CancellationToken cancellationToken) =>
        campaigns.Find(news.Campaign) is { } controller && await controller.ReceiveAsync(news, cancellationToken);
}
