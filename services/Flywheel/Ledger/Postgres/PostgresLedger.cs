using ArenaLearning.Contracts.Messages;
using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>A campaign's ledger in PostgreSQL, held by a lock of the server that lasts as long as a connection.</summary>
internal sealed class PostgresLedger : ILedger
{
    private readonly PostgresDatabase database;
    private readonly CampaignLock held;
    private readonly CancellationTokenRegistration watch;
    private readonly int campaign;
    private readonly long lease;
    private readonly StepShapes shapes;
    private int disposed;

    /// <param name="held">The lock on the campaign.</param>
    /// <param name="granted">The campaign's number, and that of its lease.</param>
    public PostgresLedger(PostgresDatabase database, CampaignLock held, (int Campaign, long Lease) granted, StepShapes shapes)
    {
        (this.database, this.held, this.shapes) = (database, held, shapes);
        (campaign, lease) = granted;
        watch = held.Lost.Register(() => Lose("the connection that holds its lock was lost"));
    }

    public LedgerLease Lease { get; } = new();

    public async Task<T?> FindStepAsync<T>(string key, CancellationToken cancellationToken) where T : class
    {
        var step = await ReadAsync((sql, token) => StepTable.FindAsync(sql, campaign, key, token), cancellationToken);
        return step is null ? null : shapes.Read<T>(step);
    }

    public Task RecordStepAsync<T>(string key, T output, CancellationToken cancellationToken) where T : class
    {
        var step = shapes.Record(key, output);
        return WriteAsync((sql, token) => StepTable.InsertAsync(sql, campaign, step, token), cancellationToken);
    }

    public Task ForgetStepsAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        WriteAsync((sql, token) => StepTable.ForgetAsync(sql, campaign, keys, token), cancellationToken);

    public Task<ForgottenWork> ForgetFailedAsync(CancellationToken cancellationToken) =>
        WriteAsync((sql, token) => StepTable.ForgetFailedAsync(sql, campaign, token), cancellationToken);

    public Task ReplaceVerdictsAsync(string chunkId, IReadOnlyList<VerdictResult> verdicts, CancellationToken cancellationToken) =>
        WriteAsync(async (sql, token) =>
        {
            await VerdictTable.ReplaceAsync(sql, campaign, chunkId, verdicts, token);
            return verdicts.Count;
        }, cancellationToken);

    public async Task<IReadOnlyDictionary<string, string>> ReadResponsesAsync(string chunkId, CancellationToken cancellationToken) =>
        await ReadAsync((sql, token) => ResponseTable.TextsAsync(sql, campaign, chunkId, token), cancellationToken);

    public Task<int> CountCutResponsesAsync(string chunkId, CancellationToken cancellationToken) =>
        ReadAsync((sql, token) => ResponseTable.CutAsync(sql, campaign, chunkId, token), cancellationToken);

    public async Task<IReadOnlyDictionary<string, StoredVerdict>> ReadVerdictsAsync(string chunkId, CancellationToken cancellationToken) =>
        await ReadAsync((sql, token) => VerdictTable.ScoresAsync(sql, campaign, chunkId, token), cancellationToken);

    public async Task<IReadOnlyDictionary<string, VerdictResult>> ReadVerdictsInFullAsync(string chunkId, CancellationToken cancellationToken) =>
        await ReadAsync((sql, token) => VerdictTable.InFullAsync(sql, campaign, chunkId, token), cancellationToken);

    public async Task<IReadOnlyDictionary<string, UnitFailure>> ReadGivenUpAsync(string chunkId, CancellationToken cancellationToken) =>
        await ReadAsync((sql, token) => AttemptTable.GivenUpAsync(sql, campaign, chunkId, token), cancellationToken);

    public async Task<IReadOnlyDictionary<string, FailedUnit>> ReadFailuresAsync(string chunkId, CancellationToken cancellationToken) =>
        await ReadAsync((sql, token) => AttemptTable.OfAsync(sql, campaign, chunkId, token), cancellationToken);

    public Task RecordFailuresAsync(
        string kind, string chunkId, int attempt, bool givenUp, IReadOnlyDictionary<string, UnitFailure> reasons,
        CancellationToken cancellationToken) => WriteAsync(async (sql, token) =>
        {
            var place = new RecordingPlace(campaign, chunkId, await StepTable.NextAsync(sql, campaign, token));
            return await AttemptTable.UpsertAsync(sql, place, kind, new(attempt, givenUp), reasons, token);
        }, cancellationToken);

    public Task<TrainingState> NextLeaseAsync(string jobId, CancellationToken cancellationToken) =>
        WriteAsync((sql, token) => TrainingTable.NextLeaseAsync(sql, campaign, jobId, token), cancellationToken);

    public Task RecordSavedAsync(string jobId, SavedTraining saved, CancellationToken cancellationToken) =>
        WriteAsync((sql, token) => TrainingTable.SaveAsync(sql, campaign, jobId, saved, token), cancellationToken);

    public Task ForgetTrainingAsync(string jobId, CancellationToken cancellationToken) =>
        WriteAsync((sql, token) => TrainingTable.ForgetAsync(sql, campaign, jobId, token), cancellationToken);

    public async Task<IReadOnlyList<EndpointSpend>> SpendAsync(CancellationToken cancellationToken) =>
        await ReadAsync((sql, token) => SpendTable.ByEndpointAsync(sql, campaign, token), cancellationToken);

    public Task<LedgerTotals> TotalsAsync(CancellationToken cancellationToken) =>
        ReadAsync((sql, token) => CampaignTable.TotalsAsync(sql, campaign, token), cancellationToken);

    public async Task<IReadOnlyList<LedgerFailure>> FailuresAsync(CancellationToken cancellationToken) =>
        await ReadAsync((sql, token) => AttemptTable.ReasonsAsync(sql, campaign, token), cancellationToken);

    public Task<(double WallSeconds, long PeakRssBytes)> AddUsageAsync(double wallSeconds, long peakRssBytes, CancellationToken cancellationToken) =>
        WriteAsync((sql, token) => CampaignTable.AddUsageAsync(sql, campaign, wallSeconds, peakRssBytes, token), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await watch.DisposeAsync();
        await held.DisposeAsync();
        Lease.Dispose();
    }

    private Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> workAsync, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        return database.ReadAsync(workAsync, cancellationToken);
    }

    private Task<T> WriteAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> workAsync, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        Lease.Require();
        return database.WriteAsync(async (sql, token) =>
        {
            await CampaignTable.LockAsync(sql, campaign, token);
            // Whatever became of the lock: the database knows who took the campaign last.
            if (await CampaignTable.LeaseAsync(sql, campaign, token) != lease)
            {
                ObjectDisposedException.ThrowIf(disposed != 0, this);
                Lose("another process has taken the campaign over");
            }
            Lease.Require();
            return await workAsync(sql, token);
        }, cancellationToken);
    }

    private void Lose(string why) =>
        Lease.Lose($"This process no longer holds the campaign: {why}. It writes nothing more; who holds the campaign next goes on with it.");
}
