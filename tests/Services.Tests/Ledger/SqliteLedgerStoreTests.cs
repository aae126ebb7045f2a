using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

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

    protected override async Task<(string Newer, string Own)> MakeNewerAsync()
    {
        await SetVersionAsync(4);
        return ("4", "3");
    }

    protected override Task MakeTodaysAsync() => SetVersionAsync(3);

    [Fact]
    public async Task A_ledger_of_an_older_version_is_refused_in_one_sentence_that_names_both()
    {
        await (await OpenAsync(Store())).DisposeAsync();
        await SetVersionAsync(2);

        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => OpenAsync(Store()));

        Assert.EndsWith("was written by Arena Learning with ledger version 2; this one reads 3. Go on with that version, or choose another --out.",
            refused.Message, StringComparison.Ordinal);
    }

    private Task SetVersionAsync(int version) => ExecuteAsync($"PRAGMA user_version={version}");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, SqliteLedgerStore.FileName)};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
