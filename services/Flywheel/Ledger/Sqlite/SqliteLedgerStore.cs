using System.Collections.Concurrent;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>
/// Ledgers in SQLite, in WAL mode: the embedded store, which needs no server. The lease on a campaign is the operating system's lock on
/// a file beside the database, so that it is free as soon as its process ends, however that ends.
/// </summary>
/// <param name="shapes">Null for <see cref="StepShapes.Today"/>.</param>
/// <param name="sharedFolder">
/// Folder of one database for all campaigns; null for a database in each campaign's output folder, which then holds that campaign alone.
/// </param>
public sealed class SqliteLedgerStore(TimeProvider time, StepShapes? shapes = null, string? sharedFolder = null) : ILedgerStore
{
    public const string FileName = "ledger.db";

    /// <summary>Of the lock in an output folder: <c>ledger.lock</c>.</summary>
    private const string LockName = "ledger";

    /// <summary>How often the lock is looked at while nothing is written.</summary>
    public static TimeSpan WatchEvery { get; } = TimeSpan.FromSeconds(5);

    private readonly StepShapes shapes = shapes ?? StepShapes.Today;
    // The campaigns that this process has opened, also those that are over: their results may still come. A path for each.
    private readonly ConcurrentDictionary<string, string> databases = new();
    private readonly ConcurrentDictionary<string, SqliteLedger> open = new();

    /// <summary>Looks whether a folder's ledger could be opened by this version, and leaves the folder as it is.</summary>
    /// <exception cref="LedgerRefusedException">Another version has written it.</exception>
    public static void RefuseOtherVersion(string outputFolder) => LedgerSchema.RefuseOtherVersion(Path.Combine(outputFolder, FileName));

    /// <summary>Looks whether a folder's ledger is free.</summary>
    /// <exception cref="LedgerRefusedException">Another process works in the folder.</exception>
    public static void RefuseInUse(string outputFolder) => LockFile.RefuseTaken(outputFolder, LockName);

    public ICampaignStarts? Starts => null;

    /// <summary>Each folder is looked at when its campaign is opened.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<ILedger> OpenAsync(CampaignIdentity identity, string outputFolder, CancellationToken cancellationToken)
    {
        var folder = sharedFolder ?? outputFolder;
        var path = Path.Combine(folder, FileName);
        LedgerSchema.RefuseOtherVersion(path);
        LockFile? lockFile = null;
        LedgerDatabase? database = null;
        try
        {
            Directory.CreateDirectory(folder);
            lockFile = LockFile.Take(folder, sharedFolder is null ? LockName : identity.Id);
            database = await LedgerDatabase.OpenAsync(path, create: true, cancellationToken);
            var granted = await database.WriteAsync(sql => CampaignRows.Grant(sql, identity, folder, sharedFolder is null), cancellationToken);
            shapes.RefuseUnknown(await database.ReadAsync(sql => StepRows.All(sql, granted.Campaign), cancellationToken), folder);
            var ledger = new SqliteLedger(database, lockFile, granted, shapes, time, closed: () => open.TryRemove(identity.Id, out _));
            (databases[identity.Id], open[identity.Id]) = (path, ledger);
            return ledger;
        }
        catch (Exception e)
        {
            if (database is not null) await database.DisposeAsync();
            if (lockFile is not null) await lockFile.DisposeAsync();
            if (e is IOException or UnauthorizedAccessException) throw new LedgerException($"The ledger in {folder} could not be opened: {e.Message}", e);
            throw;
        }
    }

    public async Task<bool> ExistsAsync(CampaignIdentity identity, string outputFolder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(sharedFolder ?? outputFolder, FileName);
        if (!File.Exists(path)) return false;
        // An output folder's ledger is its campaign's, or is refused when it is opened.
        if (sharedFolder is null) return true;
        await using var database = await LedgerDatabase.OpenAsync(path, create: false, cancellationToken);
        return await database.ReadAsync(sql => CampaignRows.Number(sql, identity.Id) is not null, cancellationToken);
    }

    public Task<IReadOnlyList<EndpointSpend>?> RecordAsync(
        string campaign, string chunkId, IReadOnlyList<ResponseResult> responses, PaidSpend paid, CancellationToken cancellationToken) =>
        RecordAsync(campaign, (sql, number) => ResultRows.Insert(sql, number, chunkId, responses, paid), cancellationToken);

    public Task<IReadOnlyList<EndpointSpend>?> RecordAsync(
        string campaign, string chunkId, IReadOnlyList<VerdictResult> verdicts, PaidSpend paid, CancellationToken cancellationToken) =>
        RecordAsync(campaign, (sql, number) => ResultRows.Insert(sql, number, chunkId, verdicts, paid), cancellationToken);

    private async Task<IReadOnlyList<EndpointSpend>?> RecordAsync(
        string campaign, Func<PreparedSql, long, List<EndpointSpend>> insert, CancellationToken cancellationToken)
    {
        if (open.TryGetValue(campaign, out var ledger))
            try
            {
                return await ledger.RecordAsync(insert, cancellationToken);
            }
            catch (ObjectDisposedException)
            {
                // Closed meanwhile: the result is recorded all the same.
            }
        var path = sharedFolder is null ? databases.GetValueOrDefault(campaign) : Path.Combine(sharedFolder, FileName);
        if (path is null || !File.Exists(path)) return null;
        await using var database = await LedgerDatabase.OpenAsync(path, create: false, cancellationToken);
        return await database.WriteAsync(sql => CampaignRows.Number(sql, campaign) is { } number ? insert(sql, number) : null, cancellationToken);
    }
}
