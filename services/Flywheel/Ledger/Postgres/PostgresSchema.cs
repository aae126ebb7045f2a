using ArenaLearning.Flywheel.Ledger.Postgres.Schema;
using ArenaLearning.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>Brings a database to today's tables.</summary>
internal static class PostgresSchema
{
    /// <summary>How long a process waits for another that makes the tables.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const string Lock = "arena ledger migrations";

    /// <summary>Runs the migrations that the database has not seen; of several processes one runs them, and the others wait.</summary>
    /// <exception cref="LedgerRefusedException">A newer version of the program has migrated it.</exception>
    /// <exception cref="LedgerUnavailableException">Another process does not come to an end with it.</exception>
    public static async Task MigrateAsync(NpgsqlDataSource source, PostgresAddress address, CancellationToken cancellationToken)
    {
        await using var context = Context(source);
        var result = await TableMigration.RunAsync(context, address, Lock, Patience, cancellationToken);
        if (result.Newer is { } newer)
            throw new LedgerRefusedException(
                $"{address} was written by a newer Arena Learning, with ledger version {newer.Found}; this one reads up to {newer.Known}. "
                + "Go on with that version, or give another database.");
        if (result.IsBusy)
            throw new LedgerUnavailableException(
                $"{address} is being migrated by another process, which has not come to its end for {Patience.TotalSeconds:0} s. "
                + "Look at the server: something may hold a lock on its tables.");
    }

    /// <summary>The tables as the program knows them, without a look at the database.</summary>
    internal static LedgerContext Context(NpgsqlDataSource source) => new(new DbContextOptionsBuilder<LedgerContext>()
        .UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable(LedgerContext.History)).Options);
}
