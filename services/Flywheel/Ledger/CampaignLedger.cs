using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>
/// Everything that a campaign knows, in <c>ledger.db</c> of its output folder: which steps are finished and what came
/// of them, every response, every verdict, every failure. A result is recorded once; later copies are dropped and
/// counted. Each method is one transaction, so a process may be killed anywhere.
/// </summary>
public sealed class CampaignLedger : IAsyncDisposable
{
    public const string FileName = "ledger.db";
    private const int SchemaVersion = 2;

    // One connection and one caller at a time: SQLite has one writer anyway, and its calls take microseconds.
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly SqliteConnection connection;
    private readonly FolderLock folderLock;
    private readonly LedgerStatements statements;
    private readonly string campaign;
    private bool closed;

    private CampaignLedger(SqliteConnection connection, FolderLock folderLock, string campaign)
    {
        (this.connection, this.folderLock, this.campaign) = (connection, folderLock, campaign);
        statements = new(connection);
    }

    /// <summary>Opens the ledger of the folder, or makes one.</summary>
    /// <exception cref="LedgerRefusedException">The folder holds another campaign, or another process works in it.</exception>
    public static async Task<CampaignLedger> OpenAsync(
        string outputFolder, CampaignIdentity identity, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(outputFolder);
        var folderLock = FolderLock.Take(outputFolder);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(outputFolder, FileName),
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            await PrepareAsync(connection, outputFolder, identity, cancellationToken);
            return new(connection, folderLock, identity.Id);
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            await folderLock.DisposeAsync();
            if (e is SqliteException { SqliteErrorCode: 11 or 26 })
                throw new LedgerRefusedException(
                    $"{Path.Combine(outputFolder, FileName)} is damaged or no ledger: {e.Message} Choose another output folder.");
            throw;
        }
    }

    /// <returns>What came out of a finished step; null where it is not finished.</returns>
    public Task<T?> FindStepAsync<T>(string key, CancellationToken cancellationToken) where T : class =>
        WithContextAsync(async context =>
            await context.Steps.AsNoTracking().SingleOrDefaultAsync(s => s.Key == key, cancellationToken) is { } step
                ? JsonSerializer.Deserialize<T>(step.Output, JsonLines.Options)
                : null, cancellationToken);

    public Task RecordStepAsync<T>(string key, T output, CancellationToken cancellationToken) where T : class =>
        WithContextAsync(async context =>
        {
            context.Steps.Add(new() { Key = key, Output = JsonSerializer.Serialize(output, JsonLines.Options) });
            return await context.SaveChangesAsync(cancellationToken);
        }, cancellationToken);

    /// <summary>
    /// Records the responses of a chunk that succeeded, with what the reply that brought them cost; failures are the
    /// controller's to record.
    /// </summary>
    /// <returns>What was paid and new: a copy of a reply costs nothing.</returns>
    public Task<IReadOnlyList<EndpointSpend>> RecordAsync(
        string chunkId, IReadOnlyList<ResponseResult> responses, PaidSpend paid, CancellationToken cancellationToken) =>
        LockedAsync(() => statements.InsertResponses(campaign, chunkId, responses, paid), cancellationToken);

    /// <summary>Records the verdicts of a chunk that succeeded, with what the reply that brought them cost.</summary>
    /// <returns>What was paid and new: a copy of a reply costs nothing.</returns>
    public Task<IReadOnlyList<EndpointSpend>> RecordAsync(
        string chunkId, IReadOnlyList<VerdictResult> verdicts, PaidSpend paid, CancellationToken cancellationToken) =>
        LockedAsync(() => statements.InsertVerdicts(campaign, chunkId, verdicts, paid), cancellationToken);

    /// <summary>Forgets that steps were finished: the next run does them again.</summary>
    public Task ForgetStepsAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) => WithContextAsync(context =>
        context.Steps.Where(s => keys.Contains(s.Key)).ExecuteDeleteAsync(cancellationToken), cancellationToken);

    /// <summary>Forgets that units were given up: the next run asks for them again.</summary>
    /// <returns>How many.</returns>
    public Task<int> ForgetFailuresAsync(CancellationToken cancellationToken) => WithContextAsync(context =>
        context.Attempts.Where(a => a.GivenUp).ExecuteDeleteAsync(cancellationToken), cancellationToken);

    /// <summary>Puts verdicts and failures in the place of what is recorded of the same units.</summary>
    public Task ReplaceVerdictsAsync(string chunkId, IReadOnlyList<VerdictResult> verdicts, CancellationToken cancellationToken) =>
        LockedAsync(() => statements.ReplaceVerdicts(chunkId, verdicts), cancellationToken);

    /// <returns>Texts of the recorded responses of a chunk, by unit.</returns>
    public Task<Dictionary<string, string>> ReadResponsesAsync(string chunkId, CancellationToken cancellationToken) =>
        LockedAsync(() => statements.ReadResponses(chunkId), cancellationToken);

    /// <returns>Recorded verdicts of a chunk, by unit.</returns>
    public Task<Dictionary<string, StoredVerdict>> ReadVerdictsAsync(string chunkId, CancellationToken cancellationToken) =>
        LockedAsync(() => statements.ReadVerdicts(chunkId), cancellationToken);

    /// <returns>Recorded verdicts of a chunk with all that the judge said, by unit.</returns>
    public Task<Dictionary<string, VerdictResult>> ReadVerdictsInFullAsync(string chunkId, CancellationToken cancellationToken) =>
        LockedAsync(() => statements.ReadVerdictsInFull(chunkId), cancellationToken);

    /// <returns>Units of a chunk that were given up, each with why.</returns>
    public Task<Dictionary<string, UnitFailure>> ReadGivenUpAsync(string chunkId, CancellationToken cancellationToken) =>
        LockedAsync(() => statements.ReadGivenUp(chunkId), cancellationToken);

    /// <returns>Units of a chunk that failed at least once.</returns>
    public Task<Dictionary<string, FailedUnit>> ReadFailuresAsync(string chunkId, CancellationToken cancellationToken) =>
        LockedAsync(() => statements.ReadFailures(chunkId), cancellationToken);

    /// <summary>Records that units failed at this attempt. A unit that is given up takes no result any more.</summary>
    /// <param name="kind"><c>response</c> or <c>verdict</c>.</param>
    public Task RecordFailuresAsync(
        string kind, string chunkId, int attempt, bool givenUp, IReadOnlyDictionary<string, UnitFailure> reasons,
        CancellationToken cancellationToken) =>
        LockedAsync(() => statements.UpsertFailures(kind, chunkId, attempt, givenUp, reasons), cancellationToken);

    /// <returns>What was paid, by endpoint, in the order of their names.</returns>
    public Task<List<EndpointSpend>> SpendAsync(CancellationToken cancellationToken) => WithContextAsync(async context =>
        (await context.Spend.AsNoTracking().ToListAsync(cancellationToken))
            .GroupBy(s => s.Endpoint, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new EndpointSpend(
                g.Key, g.Sum(s => s.Requests), g.Sum(s => s.PromptTokens), g.Sum(s => s.ResponseTokens), g.Sum(s => (decimal)s.CostUsd)))
            .ToList(), cancellationToken);

    public Task<LedgerTotals> TotalsAsync(CancellationToken cancellationToken) => WithContextAsync(async context => new LedgerTotals(
        await context.Responses.LongCountAsync(cancellationToken),
        await context.Verdicts.LongCountAsync(cancellationToken),
        await context.Attempts.LongCountAsync(a => a.GivenUp, cancellationToken),
        await context.Campaigns.Select(c => c.DuplicatesDropped).SingleAsync(cancellationToken)), cancellationToken);

    /// <returns>Units given up, grouped by reason, most first.</returns>
    public Task<List<LedgerFailure>> FailuresAsync(CancellationToken cancellationToken) => WithContextAsync(context => context.Attempts
        .Where(a => a.GivenUp)
        .GroupBy(a => new { a.Kind, a.Reason })
        .OrderByDescending(g => g.LongCount()).ThenBy(g => g.Key.Kind).ThenBy(g => g.Key.Reason)
        .Select(g => new LedgerFailure(g.Key.Kind, g.Key.Reason, g.LongCount()))
        .ToListAsync(cancellationToken), cancellationToken);

    /// <summary>Adds working time and keeps the highest memory.</summary>
    /// <returns>Both as they stand now, over all processes that worked on the campaign.</returns>
    public Task<(double WallSeconds, long PeakRssBytes)> AddUsageAsync(
        double wallSeconds, long peakRssBytes, CancellationToken cancellationToken) => WithContextAsync(async context =>
        {
            var row = await context.Campaigns.SingleAsync(cancellationToken);
            row.WallSeconds += wallSeconds;
            row.PeakRssBytes = Math.Max(row.PeakRssBytes, peakRssBytes);
            await context.SaveChangesAsync(cancellationToken);
            return (row.WallSeconds, row.PeakRssBytes);
        }, cancellationToken);

    /// <summary>Closes the ledger once its last caller is through; who comes later gets an <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (closed) return;
            closed = true;
            statements.Dispose();
            await connection.DisposeAsync();
            await folderLock.DisposeAsync();
        }
        finally
        {
            // Released and never disposed of: a disposed semaphore leaves those who wait for it waiting for ever.
            gate.Release();
        }
    }

    private static async Task PrepareAsync(
        SqliteConnection connection, string outputFolder, CampaignIdentity identity, CancellationToken cancellationToken)
    {
        // WAL with NORMAL survives a killed process; a power cut may cost the last transactions, which are then done again.
        LedgerStatements.Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=30000; PRAGMA cache_size=-32768");
        await using var context = Context(connection);
        await context.Database.EnsureCreatedAsync(cancellationToken);
        var version = LedgerStatements.Scalar(connection, "PRAGMA user_version");
        if (version is not (0 or SchemaVersion))
            throw new LedgerRefusedException(
                $"{outputFolder} was written by another version of this program (ledger {version}, this one reads {SchemaVersion}). Choose another output folder.");
        LedgerStatements.Execute(connection, $"PRAGMA user_version={SchemaVersion}");

        var found = await context.Campaigns.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            context.Campaigns.Add(new() { Id = identity.Id, SpecHash = identity.SpecHash, Seed = identity.Seed });
            await context.SaveChangesAsync(cancellationToken);
        }
        else if (found.SpecHash != identity.SpecHash || found.Seed != identity.Seed)
            throw new LedgerRefusedException(
                $"{outputFolder} holds another campaign: its settings (seed {found.Seed}, spec {found.SpecHash[..12]}) are not "
                + $"those asked for now (seed {identity.Seed}, spec {identity.SpecHash[..12]}). Run it with the file and the options that it was started with, or choose another --out.");
        else if (found.Id != identity.Id)
            throw new LedgerRefusedException(
                $"{outputFolder} was started at another path. Move it back to where it was, or choose another --out.");
    }

    private static LedgerContext Context(SqliteConnection connection) =>
        new(new DbContextOptionsBuilder<LedgerContext>().UseSqlite(connection).Options);

    private async Task<T> WithContextAsync<T>(Func<LedgerContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken);
        try
        {
            await using var context = Context(connection);
            return await work(context);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<T> LockedAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken);
        try
        {
            return work();
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        if (!closed) return;
        gate.Release();
        throw new ObjectDisposedException(nameof(CampaignLedger));
    }
}
