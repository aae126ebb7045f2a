using ArenaLearning.Contracts.Messages;
using ArenaLearning.Postgres;
using Medallion.Threading.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>
/// Ledgers in one PostgreSQL database, for any number of processes. The lease on a campaign is a lock of the server that lasts as long as a
/// connection: it is free as soon as its process or the way to it is gone. A count in the database keeps out who does not know it yet.
/// </summary>
public sealed class PostgresLedgerStore : ILedgerStore, IAsyncDisposable
{
    private static readonly TimeSpan DefaultLease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4), ToldEvery = TimeSpan.FromMinutes(1);

    private readonly PostgresAddress address;
    private readonly TimeProvider time;
    private readonly StepShapes shapes;
    private readonly TimeSpan lease;
    private readonly ILogger logger;
    private readonly NpgsqlDataSource source;
    private readonly SemaphoreSlim preparing = new(1, 1);
    private PostgresDatabase? prepared;

    /// <param name="shapes">Null for <see cref="StepShapes.Today"/>.</param>
    /// <param name="lease">How long a process that leads a campaign may say nothing before another may; null for half a minute.</param>
    /// <param name="logger">Is told what results wait for.</param>
    public PostgresLedgerStore(
        PostgresAddress address, TimeProvider time, StepShapes? shapes = null, TimeSpan? lease = null, ILogger<PostgresLedgerStore>? logger = null)
    {
        this.logger = (ILogger?)logger ?? NullLogger.Instance;
        this.lease = lease ?? DefaultLease;
        (this.address, this.time, this.shapes) = (address, time, shapes ?? StepShapes.Today);
        source = NpgsqlDataSource.Create(address.Pooled);
        Starts = new PostgresCampaignStarts(DatabaseAsync);
    }

    public ICampaignStarts? Starts { get; }

    public async Task PrepareAsync(CancellationToken cancellationToken) =>
        await (await DatabaseAsync(cancellationToken)).ReadAsync((sql, token) => sql.RunAsync("SELECT 1", token), cancellationToken);

    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = source.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return null;
        }
        catch (Exception e) when (PostgresFailure.Is(e))
        {
            return PostgresFailure.Told(e, $"{address}").Message;
        }
    }

    public async Task<ILedger> OpenAsync(CampaignIdentity identity, string outputFolder, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        var key = KeyOf(identity.Id);
        CampaignLock? held = null;
        try
        {
            held = await CampaignLock.TryAcquireAsync(address, key, lease, cancellationToken);
            if (held is null) throw await InUseAsync(database, identity.Id, key, cancellationToken);
            var granted = await database.WriteAsync((sql, token) => CampaignTable.GrantAsync(sql, identity, $"{address}", token), cancellationToken);
            shapes.RefuseUnknown(
                await database.ReadAsync((sql, token) => StepTable.AllAsync(sql, granted.Campaign, token), cancellationToken), $"{address}");
            return new PostgresLedger(database, held, granted, shapes);
        }
        catch (Exception e)
        {
            if (held is not null) await held.DisposeAsync();
            if (PostgresFailure.Is(e)) throw PostgresFailure.Told(e, $"{address}");
            throw;
        }
    }

    public async Task<bool> ExistsAsync(CampaignIdentity identity, string outputFolder, CancellationToken cancellationToken) =>
        await (await DatabaseAsync(cancellationToken)).ReadAsync((sql, token) => CampaignTable.ExistsAsync(sql, identity.Id, token), cancellationToken);

    public Task<IReadOnlyList<EndpointSpend>?> RecordAsync(
        string campaign, string chunkId, IReadOnlyList<ResponseResult> responses, PaidSpend paid, CancellationToken cancellationToken)
    {
        // In one order, whoever records: two that bring the same units wait for each other, and never both.
        ResponseResult[] results = [.. responses.Where(r => r.Failure is null).OrderBy(r => r.UnitId, StringComparer.Ordinal)];
        return RecordAsync(campaign, chunkId, results, ResponseTable.InsertAsync, paid, cancellationToken);
    }

    public Task<IReadOnlyList<EndpointSpend>?> RecordAsync(
        string campaign, string chunkId, IReadOnlyList<VerdictResult> verdicts, PaidSpend paid, CancellationToken cancellationToken)
    {
        VerdictResult[] results = [.. verdicts.Where(v => v.Failure is null).OrderBy(v => v.UnitId, StringComparer.Ordinal)];
        return RecordAsync(campaign, chunkId, results, VerdictTable.InsertAsync, paid, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        preparing.Dispose();
    }

    /// <summary>Of the lock that is the lease on a campaign.</summary>
    internal static PostgresAdvisoryLockKey KeyOf(string campaign) => new($"arena campaign {campaign}", allowHashing: true);

    /// <summary>
    /// A result that cannot be recorded for now is tried again, as long as it takes, which changes nothing where it was recorded after all: it was paid
    /// for, and whoever brings it has it only once. The bus keeps it for as long.
    /// </summary>
    private async Task<IReadOnlyList<EndpointSpend>?> RecordAsync<T>(
        string campaign, string chunkId, T[] results, Func<NpgsqlConnection, RecordingPlace, T[], CancellationToken, Task<int>> insertAsync,
        PaidSpend paid, CancellationToken cancellationToken)
    {
        var (begun, told) = (time.GetTimestamp(), -ToldEvery);
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            try
            {
                var database = await DatabaseAsync(cancellationToken);
                return await database.WriteAsync(async (sql, token) =>
                {
                    if (await CampaignTable.ShareAsync(sql, campaign, chunkId, token) is not { } place) return null;
                    var dropped = results.Length == 0 ? 0 : results.Length - await insertAsync(sql, place, results, token);
                    var added = await SpendTable.InsertAsync(sql, place.Campaign, paid, token);
                    if (dropped > 0) await CampaignTable.AddDuplicatesAsync(sql, place.Campaign, dropped, token);
                    return (IReadOnlyList<EndpointSpend>?)added;
                }, cancellationToken);
            }
            catch (LedgerUnavailableException e)
            {
                if (time.GetElapsedTime(begun) is var waited && waited - told >= ToldEvery)
                {
                    told = waited;
                    logger.LogWarning("A result of campaign {Campaign} waits to be recorded: {Message}", campaign, e.Message);
                }
                await Task.Delay(pause, time, cancellationToken);
            }
    }

    private async Task<PostgresDatabase> DatabaseAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref prepared) is { } ready) return ready;
        await preparing.WaitAsync(cancellationToken);
        try
        {
            if (prepared is not null) return prepared;
            await RefusePoolerAsync(cancellationToken);
            await PostgresSchema.MigrateAsync(source, address, cancellationToken);
            return prepared = new(source, $"{address}");
        }
        catch (Exception e) when (PostgresFailure.Is(e))
        {
            throw PostgresFailure.Told(e, $"{address}");
        }
        finally
        {
            preparing.Release();
        }
    }

    /// <summary>
    /// PostgreSQL greets a connection with the number of the process that serves it. Through a pooler it is the pooler that greets, with a
    /// number of its own: what is said later goes to whatever process is free, and a lock stays with none of them.
    /// </summary>
    private async Task RefusePoolerAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var serving = await connection.RowsAsync("SELECT pg_backend_pid()", row => row.GetInt32(0), cancellationToken);
        if (serving.Single() != connection.ProcessID)
            throw new LedgerRefusedException(
                $"{address} is reached through a connection pooler, such as pgbouncer, where a lock does not last as long as its connection. "
                + $"Write the address of the server itself into {PostgresAddress.Variable}: the ledger has a pool of its own.");
    }

    private async Task<LedgerRefusedException> InUseAsync(
        PostgresDatabase database, string campaign, PostgresAdvisoryLockKey key, CancellationToken cancellationToken)
    {
        var who = await database.ReadAsync((sql, token) => LockTable.HoldersAsync(sql, token), cancellationToken);
        return new($"Campaign {campaign} is in use by {who.GetValueOrDefault($"{key}", "another process")}, over {address}. Wait until it ends, or stop it.")
        {
            InUse = true,
        };
    }
}
