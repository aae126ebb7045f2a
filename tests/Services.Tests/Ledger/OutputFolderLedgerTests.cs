using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.Ledger;

/// <summary>The embedded store as <c>arena</c> has it: a database in each campaign's output folder.</summary>
public sealed class OutputFolderLedgerTests : IDisposable
{
    private static readonly CampaignIdentity Identity = new("c", new string('a', 64), 1);
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly SqliteLedgerStore store;

    public OutputFolderLedgerTests() => store = new(time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Ledger => Path.Combine(folder.Path, SqliteLedgerStore.FileName);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Another_campaigns_folder_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        var otherSpec = await Assert.ThrowsAsync<LedgerRefusedException>(() => OpenAsync(Identity with { SpecHash = new string('b', 64) }));
        var moved = await Assert.ThrowsAsync<LedgerRefusedException>(() => OpenAsync(Identity with { Id = "d" }));

        Assert.Contains("holds another campaign", otherSpec.Message, StringComparison.Ordinal);
        Assert.Contains("Move it back", moved.Message, StringComparison.Ordinal);
        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_folder_at_work_is_refused_and_says_who_works_there()
    {
        await using var ledger = await OpenAsync();
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => OpenAsync());
        var machine = System.Text.RegularExpressions.Regex.Escape(Environment.MachineName);
        Assert.Matches($@"in use by process {Environment.ProcessId} \(.+\) on {machine} since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC", refused.Message);
        Assert.Equal(refused.Message, Assert.Throws<LedgerRefusedException>(() => SqliteLedgerStore.RefuseInUse(folder.Path)).Message);
    }

    [Theory]
    [InlineData(false, "ledger.lock was removed")]
    [InlineData(true, "ledger.lock was replaced")]
    public async Task A_lock_that_was_taken_away_ends_the_lease(bool replace, string reason)
    {
        await using var ledger = await OpenAsync();
        var path = Path.Combine(folder.Path, "ledger.lock");
        File.Delete(path);
        if (replace) await File.WriteAllTextAsync(path, "", Token);

        time.Advance(SqliteLedgerStore.WatchEvery);

        Assert.True(ledger.Lease.Lost.IsCancellationRequested);
        Assert.Contains(reason, ledger.Lease.Reason, StringComparison.Ordinal);
    }

    /// <summary>Who took the folder over has said that it is his; who lost it must not say that nobody is there.</summary>
    [Fact]
    public async Task Who_lost_the_lease_leaves_the_owners_file_alone()
    {
        var first = await OpenAsync();
        File.Delete(Path.Combine(folder.Path, "ledger.lock"));
        await using var second = await OpenAsync();
        await first.DisposeAsync();
        Assert.True(File.Exists(Path.Combine(folder.Path, "ledger.owner")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_is_no_ledger_is_refused(bool isDatabase)
    {
        if (isDatabase) await ExecuteAsync("CREATE TABLE things (name TEXT)");
        else await File.WriteAllTextAsync(Ledger, new string('x', 5000), Token);
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => OpenAsync());
        Assert.Contains("no ledger", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_of_another_version_stays_as_it_is()
    {
        await (await OpenAsync()).DisposeAsync();
        await ExecuteAsync("PRAGMA user_version=2");
        var before = FolderContent.Of(folder.Path);

        await Assert.ThrowsAsync<LedgerRefusedException>(() => OpenAsync());
        Assert.Throws<LedgerRefusedException>(() => SqliteLedgerStore.RefuseOtherVersion(folder.Path));

        Assert.Equal(before, FolderContent.Of(folder.Path));
    }

    [Fact]
    public async Task A_result_for_a_folder_that_is_gone_is_let_go()
    {
        await (await OpenAsync()).DisposeAsync();
        Directory.Delete(folder.Path, recursive: true);
        Assert.Null(await store.RecordAsync(Identity.Id, "chunk", [new ResponseResult
        {
            UnitId = "u",
            Text = "text",
            PromptTokens = 1,
            ResponseTokens = 1,
            LatencySeconds = 1,
            FinishReason = "stop",
        }], PaidSpend.Nothing, Token));
        Assert.False(Directory.Exists(folder.Path));
        Directory.CreateDirectory(folder.Path);
    }

    /// <summary>What a killed process leaves: the files as they are at some moment, with a transaction begun.</summary>
    [Fact]
    public async Task A_copy_taken_in_the_middle_of_writing_holds_whole_messages_only()
    {
        using var copy = new TemporaryFolder();
        await using (var ledger = await OpenAsync())
        {
            await store.RecordAsync(Identity.Id, "chunk", [.. Enumerable.Range(0, 200).Select(i =>
                new ResponseResult
                {
                    UnitId = $"u{i:000}",
                    Text = "6*47=240+42=282 #### 282",
                    PromptTokens = 3,
                    ResponseTokens = 4,
                    LatencySeconds = 0.1,
                    FinishReason = "stop",
                })], PaidSpend.Nothing, Token);
            using var other = new SqliteConnection($"Data Source={Ledger};Pooling=False");
            await other.OpenAsync(Token);
            await using var transaction = await other.BeginTransactionAsync(Token);
            await using var half = new SqliteCommand("DELETE FROM responses WHERE unit_id < 'u150'", other, (SqliteTransaction)transaction);
            await half.ExecuteNonQueryAsync(Token);
            foreach (var file in Directory.GetFiles(folder.Path, "ledger.db*"))
                File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        }
        await using var survivor = await store.OpenAsync(Identity, copy.Path, Token);
        Assert.Equal(200, (await survivor.ReadResponsesAsync("chunk", Token)).Count);
    }

    private Task<ILedger> OpenAsync(CampaignIdentity? identity = null) => store.OpenAsync(identity ?? Identity, folder.Path, Token);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
