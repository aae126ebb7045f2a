using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>
/// Where the ledgers of campaigns are kept: in a file of the output folder, or in a database of many campaigns. Safe for use by many at once.
/// </summary>
public interface ILedgerStore
{
    /// <summary>Campaigns that any process over the store may take up; null where a store is for one process alone.</summary>
    ICampaignStarts? Starts { get; }

    /// <summary>Asks whether the store can be used, and makes it ready for it. It need not be called.</summary>
    /// <exception cref="LedgerRefusedException">It cannot: says why and what to do.</exception>
    /// <exception cref="LedgerException">The store cannot be read or written just now.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Opens the campaign's ledger, or makes one, and takes the lease on the campaign.</summary>
    /// <param name="outputFolder">Of the campaign: an embedded store keeps the ledger there.</param>
    /// <exception cref="LedgerRefusedException">
    /// It holds another campaign, another process drives this one, or another version of the program has written it.
    /// </exception>
    /// <exception cref="LedgerException">The store cannot be read or written.</exception>
    Task<ILedger> OpenAsync(CampaignIdentity identity, string outputFolder, CancellationToken cancellationToken);

    /// <returns>Whether there is a ledger of the campaign, without opening it.</returns>
    Task<bool> ExistsAsync(CampaignIdentity identity, string outputFolder, CancellationToken cancellationToken);

    /// <summary>
    /// Records the responses of a chunk that succeeded, with what the reply that brought them cost; failures are for the one who drives
    /// the campaign to record. It takes no lease: a result is a fact, whoever receives it.
    /// </summary>
    /// <returns>What was paid and new, for a copy of a reply costs nothing; null where the store does not know the campaign.</returns>
    /// <exception cref="LedgerException">The store cannot be read or written.</exception>
    Task<IReadOnlyList<EndpointSpend>?> RecordAsync(
        string campaign, string chunkId, IReadOnlyList<ResponseResult> responses, PaidSpend paid, CancellationToken cancellationToken);

    /// <summary>Records the verdicts of a chunk that succeeded, as responses are recorded.</summary>
    /// <inheritdoc cref="RecordAsync(string, string, IReadOnlyList{ResponseResult}, PaidSpend, CancellationToken)"/>
    Task<IReadOnlyList<EndpointSpend>?> RecordAsync(
        string campaign, string chunkId, IReadOnlyList<VerdictResult> verdicts, PaidSpend paid, CancellationToken cancellationToken);

    /// <summary>Asks whether the store can be used, for next to nothing.</summary>
    /// <returns>Why it cannot, in a sentence without secrets; null where it can, or where there is nothing to ask before a campaign is.</returns>
    Task<string?> ProblemAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
