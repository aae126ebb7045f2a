using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

public sealed class CampaignLedgerTests : IDisposable
{
    private static readonly CampaignIdentity Identity = new("c", new string('a', 64), 1);
    private readonly string folder = Directory.CreateTempSubdirectory("ledger-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_recorded_first_stays_and_copies_are_counted()
    {
        await using var ledger = await OpenAsync();
        await ledger.RecordAsync("chunk", [Response("u1", "first"), Response("u2", "other")], PaidSpend.Nothing, Token);
        await ledger.RecordAsync("chunk", [Response("u1", "second"), Response("u3", "new")], PaidSpend.Nothing, Token);

        var texts = await ledger.ReadResponsesAsync("chunk", Token);
        Assert.Equal(new Dictionary<string, string> { ["u1"] = "first", ["u2"] = "other", ["u3"] = "new" }, texts);
        Assert.Equal(new(3, 0, 0, 1), await ledger.TotalsAsync(Token));
    }

    [Fact]
    public async Task A_reply_is_paid_for_once_however_often_it_arrives()
    {
        await using var ledger = await OpenAsync();
        var paid = new PaidSpend("reply", [new("gpt", 2, 30, 40, 0.5m)]);
        Assert.Equal(paid.Parts, await ledger.RecordAsync("chunk", Responses(2), paid, Token));
        Assert.Empty(await ledger.RecordAsync("chunk", Responses(2), paid, Token));
        Assert.Equal(paid.Parts, await ledger.SpendAsync(Token));
    }

    /// <summary>Were they two transactions, a process killed between them would have results that nobody paid for.</summary>
    [Fact]
    public async Task Results_are_recorded_with_what_they_cost_or_not_at_all()
    {
        await using var ledger = await OpenAsync();
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(folder, CampaignLedger.FileName)};Pooling=False"))
        {
            await other.OpenAsync(Token);
            await using var refusing = new SqliteCommand("CREATE TRIGGER no_spend BEFORE INSERT ON spend BEGIN SELECT RAISE(ABORT, 'no'); END", other);
            await refusing.ExecuteNonQueryAsync(Token);
        }
        await Assert.ThrowsAsync<SqliteException>(() => ledger.RecordAsync("chunk", Responses(2), new("reply", [new("gpt", 2, 30, 40, 0.5m)]), Token));
        Assert.Empty(await ledger.ReadResponsesAsync("chunk", Token));
    }

    [Fact]
    public async Task A_verdict_comes_back_as_it_was()
    {
        await using var ledger = await OpenAsync();
        var verdict = new VerdictResult("u", [new(9, 2), new(8, 3)], 8.5, 2.5, BattleWinner.ModelA, new(true, null, "right"), new(false, 12, "off by one"));
        var silent = new VerdictResult("v", [new(5, 5)], 5, 5, BattleWinner.Inconsistent, new(null, null, ""), new(null, null, ""));
        await ledger.RecordAsync("chunk", [verdict, silent], PaidSpend.Nothing, Token);

        var stored = await ledger.ReadVerdictsAsync("chunk", Token);
        Assert.Equal(new(8.5, 2.5, BattleWinner.ModelA, true, false, null, 12), stored["u"]);
        Assert.Equal(new(5, 5, BattleWinner.Inconsistent, null, null, null, null), stored["v"]);
    }

    [Fact]
    public async Task What_was_given_up_takes_no_result_any_more()
    {
        await using var ledger = await OpenAsync();
        var reasons = new Dictionary<string, UnitFailure> { ["u"] = new("too slow") };
        await ledger.RecordFailuresAsync("response", "chunk", 1, givenUp: false, reasons, Token);
        Assert.Equal(new FailedUnit(1, false), (await ledger.ReadFailuresAsync("chunk", Token))["u"]);
        Assert.Equal(0, (await ledger.TotalsAsync(Token)).Failed);

        await ledger.RecordFailuresAsync("response", "chunk", 2, givenUp: true, reasons, Token);
        await ledger.RecordAsync("chunk", [Response("u", "late")], PaidSpend.Nothing, Token);

        Assert.Empty(await ledger.ReadResponsesAsync("chunk", Token));
        Assert.Equal(new(0, 0, 1, 1), await ledger.TotalsAsync(Token));
        Assert.Equal([new("response", "too slow", 1)], await ledger.FailuresAsync(Token));
    }

    [Fact]
    public async Task Closing_leaves_nobody_waiting()
    {
        for (var round = 0; round < 50; round++)
        {
            var ledger = await OpenAsync();
            var responses = Enumerable.Range(0, 200).Select(i => Response($"{round}-{i}", "text")).ToList();
            var callers = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                while (true) await ledger.RecordAsync($"{round}-{i}", responses, PaidSpend.Nothing, Token);
            }, Token)).ToList();
            await Task.Delay(round % 5, Token);
            await ledger.DisposeAsync();

            foreach (var caller in callers)
                await Assert.ThrowsAsync<ObjectDisposedException>(() => caller.WaitAsync(TimeSpan.FromSeconds(30), Token));
        }
    }

    [Fact]
    public async Task Steps_time_and_memory_outlive_the_process()
    {
        await using (var ledger = await OpenAsync())
        {
            Assert.Null(await ledger.FindStepAsync<StepOutput>("train", Token));
            await ledger.RecordStepAsync("train", new StepOutput("done", 3), Token);
            await ledger.AddUsageAsync(2, 500, Token);
        }
        await using var again = await OpenAsync();
        Assert.Equal(new("done", 3), await again.FindStepAsync<StepOutput>("train", Token));
        Assert.Equal((5, 500), await again.AddUsageAsync(3, 400, Token));
    }

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
    public async Task A_folder_at_work_is_refused()
    {
        await using var ledger = await OpenAsync();
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => OpenAsync());
        Assert.Matches($@"in use by process {Environment.ProcessId} \(.+\) on {System.Text.RegularExpressions.Regex.Escape(Environment.MachineName)} since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC", refused.Message);
    }

    [Fact]
    public async Task A_file_that_is_no_ledger_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, CampaignLedger.FileName), new string('x', 5000), Token);
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => OpenAsync());
        Assert.Contains("no ledger", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>What a killed process leaves: the files as they are at some moment, with a transaction begun.</summary>
    [Fact]
    public async Task A_copy_taken_in_the_middle_of_writing_holds_whole_messages_only()
    {
        var copy = Directory.CreateTempSubdirectory("ledger-copy-").FullName;
        await using (var ledger = await OpenAsync())
        {
            await ledger.RecordAsync("chunk", Responses(200), PaidSpend.Nothing, Token);
            using var other = new SqliteConnection($"Data Source={Path.Combine(folder, CampaignLedger.FileName)};Pooling=False");
            await other.OpenAsync(Token);
            await using var transaction = await other.BeginTransactionAsync(Token);
            await using var half = new SqliteCommand("DELETE FROM responses WHERE unit_id < 'u150'", other, (SqliteTransaction)transaction);
            await half.ExecuteNonQueryAsync(Token);
            foreach (var file in Directory.GetFiles(folder, "ledger.db*"))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }
        await using (var survivor = await CampaignLedger.OpenAsync(copy, Identity, Token))
            Assert.Equal(200, (await survivor.ReadResponsesAsync("chunk", Token)).Count);
        Directory.Delete(copy, recursive: true);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task<CampaignLedger> OpenAsync(CampaignIdentity? identity = null) =>
        CampaignLedger.OpenAsync(folder, identity ?? Identity, Token);

    private static ResponseResult Response(string unit, string text) => new(unit, text, 3, 4, 0.1, "stop");

    private static List<ResponseResult> Responses(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Response($"u{i:000}", "6*47=240+42=282 #### 282"))];

    private sealed record StepOutput(string Text, int Number);
}
