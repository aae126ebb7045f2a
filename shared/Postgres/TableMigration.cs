using Medallion.Threading.Postgres;
using Microsoft.EntityFrameworkCore;

namespace ArenaLearning.Postgres;

/// <summary>Brings the tables that a service has in a database to today's shape.</summary>
public static class TableMigration
{
    // While the tables are made nothing is said on the connection of the lock.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>Runs the migrations that the database has not seen; of several processes one runs them, and the others wait.</summary>
    /// <param name="lockName">Of the lock of the server that keeps the others waiting.</param>
    /// <param name="patience">How long a process waits for another that makes the tables.</param>
    /// <exception cref="Npgsql.NpgsqlException">The database cannot be read or written.</exception>
    public static async Task<MigrationResult> RunAsync(
        DbContext context, PostgresAddress address, string lockName, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (await SeenAsync(context, cancellationToken) is { } known) return known;
        await using var held = await LockAsync(address, lockName, patience, cancellationToken);
        if (held is null) return new(null, IsBusy: true);
        if (await SeenAsync(context, cancellationToken) is { } byOther) return byOther;
        await context.Database.MigrateAsync(cancellationToken);
        return new(null, IsBusy: false);
    }

    private static async Task<PostgresDistributedLockHandle?> LockAsync(
        PostgresAddress address, string lockName, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await new PostgresDistributedLock(new(lockName, allowHashing: true), address.Holding(LongestSilence))
                .TryAcquireAsync(patience, cancellationToken);
        }
        // Called off, the lock is given back over a connection that may be closed by then.
        catch (InvalidOperationException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <returns>Null where the tables are to be migrated.</returns>
    private static async Task<MigrationResult?> SeenAsync(DbContext context, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations().ToList();
        var seen = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        if (seen.Except(known).Max(StringComparer.Ordinal) is { } newer) return new(new(newer, known[^1]), IsBusy: false);
        return seen.Count == known.Count ? new(null, IsBusy: false) : null;
    }
}
