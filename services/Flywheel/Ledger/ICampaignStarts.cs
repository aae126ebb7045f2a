using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>
/// Campaigns that were asked for, kept beside their ledgers: any process over the store may take up one that nobody leads. Every method
/// throws <see cref="LedgerException"/> where the store cannot be read or written.
/// </summary>
public interface ICampaignStarts
{
    /// <summary>Keeps that a campaign is to run, in the place of what was kept of it before.</summary>
    Task KeepAsync(StartCampaign start, CancellationToken cancellationToken);

    /// <returns>Campaigns that have not ended, and that nobody leads just now.</returns>
    Task<IReadOnlyList<StartCampaign>> UnledAsync(CancellationToken cancellationToken);

    /// <summary>Notes that a campaign has come to its end, and need not be taken up again.</summary>
    Task EndAsync(string campaign, CancellationToken cancellationToken);
}
