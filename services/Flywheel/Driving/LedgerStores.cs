using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Postgres;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>The store of ledgers that a process is told to use.</summary>
public static class LedgerStores
{
    /// <returns>PostgreSQL where <c>ARENA_LEDGER</c> names a database; else SQLite, in the campaigns' folders.</returns>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    public static ILedgerStore Of(IConfiguration configuration, TimeProvider time, ILogger<PostgresLedgerStore>? logger = null) =>
        PostgresAddress.Read(configuration) is { } address
            ? new PostgresLedgerStore(address, time, lease: LeaseSettings.Read(configuration).Length, logger: logger) : new SqliteLedgerStore(time);

    /// <summary>As the environment says, for a process that has no configuration of its own.</summary>
    /// <inheritdoc cref="Of"/>
    public static ILedgerStore FromEnvironment(TimeProvider time) => Of(new ConfigurationBuilder().AddEnvironmentVariables().Build(), time);
}
