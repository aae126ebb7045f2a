using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace ArenaLearning.Services.Tests.Ledger;

/// <summary>The suite over SQLite, with all campaigns in one database.</summary>
public sealed class SqliteLedgerStoreTests : LedgerStoreSuite, IDisposable
{
    private readonly TemporaryFolder folder = new();

    protected override string Folder => folder.Path;

    public void Dispose() => folder.Dispose();

    protected override ILedgerStore Store(StepShapes? shapes = null) => new SqliteLedgerStore(Time, shapes, sharedFolder: Folder);

    protected override Task TakeLeaseAwayAsync(string campaign)
    {
        File.Delete(Path.Combine(Folder, $"{campaign}.lock"));
        return Task.CompletedTask;
    }

    protected override Task RefuseSpendAsync() => ExecuteAsync("CREATE TRIGGER no_spend BEFORE INSERT ON spend BEGIN SELECT RAISE(ABORT, 'no'); END");

    protected override Task SetVersionAsync(int version) => ExecuteAsync($"PRAGMA user_version={version}");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, SqliteLedgerStore.FileName)};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
