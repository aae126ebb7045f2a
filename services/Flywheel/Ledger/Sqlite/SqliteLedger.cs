using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>A campaign's ledger in a <c>ledger.db</c>, held by the lock on a file.</summary>
internal sealed class SqliteLedger : ILedger
{
    private readonly LedgerDatabase database;
    private readonly LockFile lockFile;
    private readonly long campaign, lease;
    private readonly StepShapes shapes;
    private readonly Action closed;
    private readonly ITimer watch;
    private int disposed;

    /// <param name="granted">The campaign's number, and that of its lease.</param>
    /// <param name="closed">Told when the ledger is closed.</param>
    public SqliteLedger(
        LedgerDatabase database, LockFile lockFile, (long Campaign, long Lease) granted, StepShapes shapes, TimeProvider time, Action closed)
    {
        (this.database, this.lockFile, this.shapes, this.closed) = (database, lockFile, shapes, closed);
        (campaign, lease) = granted;
        watch = time.CreateTimer(_ => Look(), null, SqliteLedgerStore.WatchEvery, SqliteLedgerStore.WatchEvery);
    }

    public LedgerLease Lease { get; } = new();

    public async Task<T?> FindStepAsync<T>(string key, CancellationToken cancellationToken) where T : class
    {
        var step = await ReadAsync(sql => StepRows.Find(sql, campaign, key), cancellationToken);
        return step is null ? null : shapes.Read<T>(step);
    }

    public Task RecordStepAsync<T>(string key, T output, CancellationToken cancellationToken) where T : class
    {
        var step = shapes.Record(key, output);
        return WriteAsync(sql => StepRows.Insert(sql, campaign, step), cancellationToken);
    }

    public Task ForgetStepsAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        WriteAsync(sql => StepRows.Forget(sql, campaign, keys), cancellationToken);

    public Task<ForgottenWork> ForgetFailedAsync(CancellationToken cancellationToken) =>
        WriteAsync(sql => StepRows.ForgetFailed(sql, campaign), cancellationToken);

    public Task ReplaceVerdictsAsync(string chunkId, IReadOnlyList<VerdictResult> verdicts, CancellationToken cancellationToken) =>
        WriteAsync(sql => VerdictRows.Replace(sql, campaign, chunkId, verdicts), cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> ReadResponsesAsync(string chunkId, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyDictionary<string, string>>(sql => ResponseRows.Texts(sql, campaign, chunkId), cancellationToken);

    public Task<int> CountCutResponsesAsync(string chunkId, CancellationToken cancellationToken) =>
        ReadAsync(sql => (int)ResponseRows.Cut(sql, campaign, chunkId), cancellationToken);

    public Task<IReadOnlyDictionary<string, StoredVerdict>> ReadVerdictsAsync(string chunkId, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyDictionary<string, StoredVerdict>>(sql => VerdictRows.Scores(sql, campaign, chunkId), cancellationToken);

    public Task<IReadOnlyDictionary<string, VerdictResult>> ReadVerdictsInFullAsync(string chunkId, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyDictionary<string, VerdictResult>>(sql => VerdictRows.InFull(sql, campaign, chunkId), cancellationToken);

    public Task<IReadOnlyDictionary<string, UnitFailure>> ReadGivenUpAsync(string chunkId, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyDictionary<string, UnitFailure>>(sql => AttemptRows.GivenUp(sql, campaign, chunkId), cancellationToken);

    public Task<IReadOnlyDictionary<string, FailedUnit>> ReadFailuresAsync(string chunkId, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyDictionary<string, FailedUnit>>(sql => AttemptRows.Of(sql, campaign, chunkId), cancellationToken);

    public Task RecordFailuresAsync(
        string kind, string chunkId, int attempt, bool givenUp, IReadOnlyDictionary<string, UnitFailure> reasons,
        CancellationToken cancellationToken) => WriteAsync(sql =>
        {
            var place = new UnitPlace(campaign, chunkId, StepRows.Next(sql, campaign));
            HashSet<string> done = kind == Chunk.Verdicts
                ? [.. VerdictRows.Scores(sql, campaign, chunkId).Keys] : [.. ResponseRows.Texts(sql, campaign, chunkId).Keys];
            return reasons.Where(unit => !done.Contains(unit.Key))
                .Sum(unit => AttemptRows.Upsert(sql, place, unit.Key, kind, new(attempt, givenUp), unit.Value));
        }, cancellationToken);

    public Task<TrainingState> NextLeaseAsync(string jobId, CancellationToken cancellationToken) =>
        WriteAsync(sql => TrainingLeaseRows.NextLease(sql, campaign, jobId), cancellationToken);

    public Task RecordSavedAsync(string jobId, SavedTraining saved, CancellationToken cancellationToken) =>
        WriteAsync(sql => TrainingLeaseRows.Save(sql, campaign, jobId, saved), cancellationToken);

    public Task ForgetTrainingAsync(string jobId, CancellationToken cancellationToken) =>
        WriteAsync(sql => TrainingLeaseRows.Forget(sql, campaign, jobId), cancellationToken);

    public Task<IReadOnlyList<EndpointSpend>> SpendAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<EndpointSpend>>(sql => SpendRows.ByEndpoint(sql, campaign), cancellationToken);

    public Task<LedgerTotals> TotalsAsync(CancellationToken cancellationToken) =>
        ReadAsync(sql => CampaignRows.Totals(sql, campaign), cancellationToken);

    public Task<IReadOnlyList<LedgerFailure>> FailuresAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<LedgerFailure>>(sql => AttemptRows.Reasons(sql, campaign), cancellationToken);

    public Task<(double WallSeconds, long PeakRssBytes)> AddUsageAsync(double wallSeconds, long peakRssBytes, CancellationToken cancellationToken) =>
        WriteAsync(sql => CampaignRows.AddUsage(sql, campaign, wallSeconds, peakRssBytes), cancellationToken);

    /// <summary>Records what a reply brings; it asks for no lease.</summary>
    public Task<T> RecordAsync<T>(Func<PreparedSql, long, T> insert, CancellationToken cancellationToken) =>
        database.WriteAsync(sql => insert(sql, campaign), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        closed();
        await watch.DisposeAsync();
        await database.DisposeAsync();
        await lockFile.DisposeAsync();
        Lease.Dispose();
    }

    private Task<T> ReadAsync<T>(Func<PreparedSql, T> work, CancellationToken cancellationToken) => database.ReadAsync(work, cancellationToken);

    private Task<T> WriteAsync<T>(Func<PreparedSql, T> work, CancellationToken cancellationToken) => database.WriteAsync(sql =>
    {
        Look();
        // Whatever became of the lock: the database knows who took the campaign last.
        if (CampaignRows.Lease(sql, campaign) != lease) Lose("another process has taken the campaign over");
        Lease.Require();
        return work(sql);
    }, cancellationToken);

    private void Look()
    {
        if (lockFile.Loss() is { } loss) Lose(loss);
    }

    private void Lose(string why) => Lease.Lose(
        $"This process no longer holds the campaign: {why}. It writes nothing more. See that no other process works in the output folder.");
}
