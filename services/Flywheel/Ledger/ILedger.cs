using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>
/// Everything that a campaign knows: which steps are finished and what came of them, every response, every verdict, every failure. It
/// is held by the one who drives the campaign; results come in through <see cref="ILedgerStore"/>, whoever receives them. A result is
/// recorded once; later copies are dropped and counted. Each method is one transaction, so a process may be killed anywhere. Safe for
/// use by many at once.
/// </summary>
/// <remarks>
/// Every method throws <see cref="LedgerException"/> where the store cannot be read or written, every one that writes
/// <see cref="LeaseLostException"/> once the lease is lost, and all of them <see cref="ObjectDisposedException"/> once the ledger is closed.
/// </remarks>
public interface ILedger : IAsyncDisposable
{
    /// <summary>Held until the ledger is closed, or lost.</summary>
    LedgerLease Lease { get; }

    /// <returns>What came out of a finished step; null where it is not finished.</returns>
    /// <exception cref="LedgerRefusedException">It was recorded in a shape that this version of the program cannot read.</exception>
    Task<T?> FindStepAsync<T>(string key, CancellationToken cancellationToken) where T : class;

    /// <summary>Records that a step is finished, with the version of its shape.</summary>
    /// <param name="key">Its kind and, after a slash, what tells it from others of its kind: <c>train/DPO-I1</c>.</param>
    Task RecordStepAsync<T>(string key, T output, CancellationToken cancellationToken) where T : class;

    /// <summary>Forgets that steps were finished: the next run does them again.</summary>
    Task ForgetStepsAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets that units were given up, and all that may have come of it: the steps that were recorded since, and the results of the
    /// work that followed the first of those. The next run comes to what a run without the failures comes to.
    /// </summary>
    Task<ForgottenWork> ForgetFailedAsync(CancellationToken cancellationToken);

    /// <summary>Puts verdicts and failures in the place of what is recorded of the same units.</summary>
    Task ReplaceVerdictsAsync(string chunkId, IReadOnlyList<VerdictResult> verdicts, CancellationToken cancellationToken);

    /// <returns>Texts of the recorded responses of a chunk, by unit.</returns>
    Task<IReadOnlyDictionary<string, string>> ReadResponsesAsync(string chunkId, CancellationToken cancellationToken);

    /// <returns>How many recorded responses of a chunk were cut off by their token limit.</returns>
    Task<int> CountCutResponsesAsync(string chunkId, CancellationToken cancellationToken);

    /// <returns>Recorded verdicts of a chunk, by unit.</returns>
    Task<IReadOnlyDictionary<string, StoredVerdict>> ReadVerdictsAsync(string chunkId, CancellationToken cancellationToken);

    /// <returns>Recorded verdicts of a chunk with all that the judge said, by unit.</returns>
    Task<IReadOnlyDictionary<string, VerdictResult>> ReadVerdictsInFullAsync(string chunkId, CancellationToken cancellationToken);

    /// <returns>Units of a chunk that were given up, each with why.</returns>
    Task<IReadOnlyDictionary<string, UnitFailure>> ReadGivenUpAsync(string chunkId, CancellationToken cancellationToken);

    /// <returns>Units of a chunk that failed at least once.</returns>
    Task<IReadOnlyDictionary<string, FailedUnit>> ReadFailuresAsync(string chunkId, CancellationToken cancellationToken);

    /// <summary>
    /// Records that units failed at this attempt. A unit that is given up takes no result any more; one whose result has come meanwhile,
    /// with a copy, did not fail and is left as it is.
    /// </summary>
    /// <param name="kind"><see cref="Chunk.Responses"/> or <see cref="Chunk.Verdicts"/>.</param>
    Task RecordFailuresAsync(
        string kind, string chunkId, int attempt, bool givenUp, IReadOnlyDictionary<string, UnitFailure> reasons,
        CancellationToken cancellationToken);

    /// <summary>Gives the next lease on a training job.</summary>
    /// <returns>It, and where the job stands.</returns>
    Task<TrainingState> NextLeaseAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>Records the newest state of a training job.</summary>
    Task RecordSavedAsync(string jobId, SavedTraining saved, CancellationToken cancellationToken);

    /// <summary>Forgets a training job that is done.</summary>
    Task ForgetTrainingAsync(string jobId, CancellationToken cancellationToken);

    /// <returns>What was paid, by endpoint, in the order of their names.</returns>
    Task<IReadOnlyList<EndpointSpend>> SpendAsync(CancellationToken cancellationToken);

    Task<LedgerTotals> TotalsAsync(CancellationToken cancellationToken);

    /// <returns>Units given up, grouped by reason, most first.</returns>
    Task<IReadOnlyList<LedgerFailure>> FailuresAsync(CancellationToken cancellationToken);

    /// <summary>Adds working time and keeps the highest memory.</summary>
    /// <returns>Both as they stand now, over all processes that worked on the campaign.</returns>
    Task<(double WallSeconds, long PeakRssBytes)> AddUsageAsync(double wallSeconds, long peakRssBytes, CancellationToken cancellationToken);
}
