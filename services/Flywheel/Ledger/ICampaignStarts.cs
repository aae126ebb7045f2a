using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>
/// Campaigns that were asked for, kept beside their ledgers: any process over the store may take up one that nobody leads. Every method
/// throws <see cref="LedgerException"/> where the store cannot be read or written.
/// </summary>
public interface ICampaignStarts
{
    /// <summary>
    /// Keeps that a campaign is to run, in the place of what was kept of it before. One that was paused or cancelled stays so until it is
    /// resumed: whoever repeats a command until it is answered does not know of that.
    /// </summary>
    /// <returns>Whether it is to run.</returns>
    Task<bool> KeepAsync(StartCampaign start, CancellationToken cancellationToken);

    /// <summary>Keeps a campaign whose id nothing is kept of.</summary>
    /// <returns>False where there is one of that id.</returns>
    Task<bool> TryAddAsync(StartCampaign start, CancellationToken cancellationToken);

    /// <returns>Null where nothing is kept of it.</returns>
    Task<KeptCampaign?> FindAsync(string campaign, CancellationToken cancellationToken);

    /// <param name="after">The last id of the page before; empty for the first page.</param>
    /// <param name="state">Null for any.</param>
    /// <returns>In the order of their ids.</returns>
    Task<IReadOnlyList<KeptCampaign>> ListAsync(string after, int count, CampaignState? state, CancellationToken cancellationToken);

    /// <returns>Campaigns that are to run, and that nobody leads just now.</returns>
    Task<IReadOnlyList<StartCampaign>> UnledAsync(CancellationToken cancellationToken);

    /// <returns>Those of these campaigns that are to run no more.</returns>
    Task<IReadOnlyList<string>> StoppedAsync(IReadOnlyList<string> campaigns, CancellationToken cancellationToken);

    /// <summary>Changes a campaign's state, if it is one of those that it is changed from.</summary>
    /// <returns>False where it is in another state, or nothing is kept of it.</returns>
    Task<bool> ChangeAsync(string campaign, IReadOnlyList<CampaignState> from, CampaignState to, CancellationToken cancellationToken);

    /// <summary>Changes what a campaign may spend and how much of it is in flight. Whoever leads it asks for it now and then.</summary>
    /// <param name="limits">Those that are null stay as they are.</param>
    /// <param name="asInFile">Forgets what was changed before, first.</param>
    /// <returns>False where nothing is kept of it.</returns>
    Task<bool> ChangeLimitsAsync(string campaign, CampaignLimits limits, bool asInFile, CancellationToken cancellationToken);

    /// <returns>What was changed, of those of these campaigns that something is kept of.</returns>
    Task<IReadOnlyDictionary<string, CampaignLimits>> LimitsAsync(IReadOnlyList<string> campaigns, CancellationToken cancellationToken);

    /// <summary>Notes that a running campaign has come to its end, and need not be taken up again.</summary>
    /// <param name="failure">Why it stopped before it was complete; null where it completed.</param>
    /// <returns>False where it does not run.</returns>
    Task<bool> EndAsync(string campaign, string? failure, CancellationToken cancellationToken);
}
