using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Postgres;
using ArenaLearning.Postgres;
using ArenaLearning.TestServers;
using Xunit;

namespace ArenaLearning.Services.Tests.Ledger;

/// <summary>The suite over PostgreSQL.</summary>
public sealed class PostgresLedgerStoreTests(PostgresFixture postgres) : LedgerStoreSuite, IAsyncLifetime
{
    private const string Newer = "20990101000000_Newer";

    private readonly List<PostgresLedgerStore> stores = [];
    private PostgresServer server = null!;
    private string database = null!;

    protected override string Folder => "/nowhere";

    public async ValueTask InitializeAsync()
    {
        server = await postgres.ServerAsync();
        database = await server.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in stores) await store.DisposeAsync();
    }

    protected override ILedgerStore Store(StepShapes? shapes = null)
    {
        var store = new PostgresLedgerStore(PostgresAddress.Parse(server.Address(database)), Time, shapes);
        stores.Add(store);
        return store;
    }

    protected override Task TakeLeaseAwayAsync(string campaign) => server.EndLockHoldersAsync(database);

    protected override Task RefuseSpendAsync() => server.ExecuteAsync(database, """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
        CREATE TRIGGER no_spend BEFORE INSERT ON spend EXECUTE FUNCTION refuse();
        """);

    protected override async Task<(string Newer, string Own)> MakeNewerAsync()
    {
        await server.ExecuteAsync(database, $"INSERT INTO ledger_migrations VALUES ('{Newer}', '10.0.0')");
        return (Newer, "20261128170000_StartLimits");
    }

    protected override Task MakeTodaysAsync() => server.ExecuteAsync(database, $"DELETE FROM ledger_migrations WHERE \"MigrationId\" = '{Newer}'");
}
