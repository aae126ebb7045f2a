using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Waiting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.Ledger;

/// <summary>What every store of ledgers must do. A store's own tests derive from it, and say how to reach behind it.</summary>
public abstract class LedgerStoreSuite
{
    private static readonly CampaignIdentity Identity = new("c", new string('a', 64), 1);
    private static readonly CampaignIdentity Other = new("d", new string('b', 64), 2);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Time { get; } = new();

    /// <summary>A store over the one database of the test, as another process would open it.</summary>
    protected abstract ILedgerStore Store(StepShapes? shapes = null);

    /// <summary>Any campaign's output folder.</summary>
    protected abstract string Folder { get; }

    /// <summary>Takes the lease on a campaign away from who holds it, so that another can have it.</summary>
    protected abstract Task TakeLeaseAwayAsync(string campaign);

    /// <summary>From now on the database takes no spend.</summary>
    protected abstract Task RefuseSpendAsync();

    /// <summary>Makes the database one of a newer version of the program.</summary>
    /// <returns>That version, and the one that the store reads.</returns>
    protected abstract Task<(string Newer, string Own)> MakeNewerAsync();

    /// <summary>Takes back what <see cref="MakeNewerAsync"/> did.</summary>
    protected abstract Task MakeTodaysAsync();

    [Fact]
    public async Task What_was_recorded_first_stays_and_copies_are_counted()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        await RecordAsync(store, [Response("u1", "first"), Response("u2", "other")]);
        await RecordAsync(store, [Response("u1", "second"), Response("u3", "new")]);

        var texts = await ledger.ReadResponsesAsync("chunk", Token);
        Assert.Equal(new Dictionary<string, string> { ["u1"] = "first", ["u2"] = "other", ["u3"] = "new" }, texts);
        Assert.Equal(new(3, 0, 0, 1), await ledger.TotalsAsync(Token));
    }

    [Fact]
    public async Task A_reply_is_paid_for_once_however_often_it_arrives()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        var paid = new PaidSpend("reply", [new("gpt", 2, 30, 40, 0.5m)]);
        Assert.Equal(paid.Parts, await RecordAsync(store, Responses(2), paid));
        Assert.Empty((await RecordAsync(store, Responses(2), paid))!);
        Assert.Equal(paid.Parts, await ledger.SpendAsync(Token));
    }

    /// <summary>Were they two transactions, a process killed between them would have results that nobody paid for.</summary>
    [Fact]
    public async Task Results_are_recorded_with_what_they_cost_or_not_at_all()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        await RefuseSpendAsync();
        await Assert.ThrowsAsync<LedgerException>(() => RecordAsync(store, Responses(2), new("reply", [new("gpt", 2, 30, 40, 0.5m)])));
        Assert.Empty(await ledger.ReadResponsesAsync("chunk", Token));
    }

    [Fact]
    public async Task A_verdict_comes_back_as_it_was()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        var reply = new JudgeReply
        {
            Raw = "9 to 2",
            Reason = "because",
            Model = "judge-1",
            Fingerprint = null,
            FinishReason = "stop",
            PromptTokens = 50,
            ResponseTokens = 10,
            LatencySeconds = 0.5,
            CostUsd = 0.01m,
            Endpoint = "local",
        };
        var member = new VerdictResult
        {
            UnitId = "u",
            Games = [new(9, 2, reply)],
            ScoreA = 9,
            ScoreB = 2,
            Winner = BattleWinner.ModelA,
            A = new(null, null, ""),
            B = new(null, null, ""),
        };
        var verdict = new VerdictResult
        {
            UnitId = "u",
            Games = [new(9, 2), new(8, 3)],
            ScoreA = 8.5,
            ScoreB = 2.5,
            Winner = BattleWinner.ModelA,
            A = new(true, null, "right"),
            B = new(false, 12, "off by one"),
            FailedReplies = [reply with { Failure = FailureClass.NoJson, Reason = null }],
            MemberVerdicts = new Dictionary<string, VerdictResult> { ["member"] = member },
        };
        var silent = new VerdictResult
        {
            UnitId = "v",
            Games = [new(5, 5)],
            ScoreA = 5,
            ScoreB = 5,
            Winner = BattleWinner.Inconsistent,
            A = new(null, null, ""),
            B = new(null, null, ""),
            Probability = 0.5,
        };
        await store.RecordAsync(Identity.Id, "chunk", [verdict, silent], PaidSpend.Nothing, Token);

        var stored = await ledger.ReadVerdictsAsync("chunk", Token);
        Assert.Equal(new(8.5, 2.5, BattleWinner.ModelA, true, false, null, 12), stored["u"]);
        Assert.Equal(new(5, 5, BattleWinner.Inconsistent, null, null, null, null, 0.5), stored["v"]);
        var full = await ledger.ReadVerdictsInFullAsync("chunk", Token);
        Assert.Equivalent(verdict with { Members = new Dictionary<string, BattleWinner> { ["member"] = BattleWinner.ModelA } }, full["u"], strict: true);
        Assert.Equivalent(silent, full["v"], strict: true);
    }

    [Fact]
    public async Task What_was_given_up_takes_no_result_any_more()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        var reasons = new Dictionary<string, UnitFailure> { ["u"] = new("too slow") };
        await ledger.RecordFailuresAsync("response", "chunk", 1, givenUp: false, reasons, Token);
        Assert.Equal(new FailedUnit(1, false), (await ledger.ReadFailuresAsync("chunk", Token))["u"]);
        Assert.Equal(0, (await ledger.TotalsAsync(Token)).Failed);

        await ledger.RecordFailuresAsync("response", "chunk", 2, givenUp: true, reasons, Token);
        await RecordAsync(store, [Response("u", "late")]);

        Assert.Empty(await ledger.ReadResponsesAsync("chunk", Token));
        Assert.Equal("too slow", (await ledger.ReadGivenUpAsync("chunk", Token))["u"].Reason);
        Assert.Equal(new(0, 0, 1, 1), await ledger.TotalsAsync(Token));
        Assert.Equal([new("response", "too slow", 1)], await ledger.FailuresAsync(Token));
    }

    [Fact]
    public async Task What_is_done_is_not_given_up_any_more()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        await RecordAsync(store, [Response("u", "from a late copy")]);

        await ledger.RecordFailuresAsync(
            "response", "chunk", 2, givenUp: true, new Dictionary<string, UnitFailure> { ["u"] = new("too slow"), ["v"] = new("too slow") }, Token);

        Assert.Equal(["v"], (await ledger.ReadGivenUpAsync("chunk", Token)).Keys);
        Assert.Equal("from a late copy", (await ledger.ReadResponsesAsync("chunk", Token))["u"]);
        Assert.Equal(new(1, 0, 1, 0), await ledger.TotalsAsync(Token));
    }

    [Fact]
    public async Task Cut_answers_are_counted()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        await RecordAsync(store, [Response("u1", "whole"), Response("u2", "cut o") with { FinishReason = "length" }]);
        Assert.Equal((1, 0), (await ledger.CountCutResponsesAsync("chunk", Token), await ledger.CountCutResponsesAsync("another", Token)));
    }

    [Fact]
    public async Task A_training_job_keeps_its_leases_and_its_newest_state_until_it_is_done()
    {
        var (first, second) = (new SavedTraining(20, new("file:///s/20", "aa")), new SavedTraining(40, new("file:///s/40", "bb")));
        await using (var ledger = await OpenAsync(Store()))
        {
            Assert.Equal(new(1, null), await ledger.NextLeaseAsync("job", Token));
            Assert.Equal(new(1, null), await ledger.NextLeaseAsync("other", Token));
            await ledger.RecordSavedAsync("job", first, Token);
            await ledger.RecordSavedAsync("job", second, Token);
        }
        await using (var ledger = await OpenAsync(Store()))
        {
            Assert.Equal(new(2, second), await ledger.NextLeaseAsync("job", Token));
            await ledger.ForgetTrainingAsync("job", Token);
            await ledger.RecordSavedAsync("job", first, Token);
            Assert.Equal(new(1, null), await ledger.NextLeaseAsync("job", Token));
            Assert.Equal(new(2, null), await ledger.NextLeaseAsync("other", Token));
        }
    }

    [Fact]
    public async Task Campaigns_of_one_store_know_nothing_of_each_other()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        await using var other = await store.OpenAsync(Other, Folder, Token);
        await ledger.RecordStepAsync("train", new StepOutput("ours", 3), Token);
        await RecordAsync(store, [Response("u1", "ours"), Response("u2", "ours")], new("reply", [new("gpt", 1, 2, 3, 0.5m)]));
        await store.RecordAsync(Other.Id, "chunk", [Response("u1", "theirs")], new("reply", [new("gpt", 9, 9, 9, 9)]), Token);
        var verdict = new VerdictResult
        {
            UnitId = "u1",
            Games = [],
            ScoreA = 1,
            ScoreB = 2,
            Winner = BattleWinner.ModelB,
            A = new(null, null, ""),
            B = new(null, null, ""),
        };
        await store.RecordAsync(Other.Id, "battles", [verdict], PaidSpend.Nothing, Token);
        await other.RecordFailuresAsync("response", "chunk", 3, givenUp: true, new Dictionary<string, UnitFailure> { ["u2"] = new("refused") }, Token);
        await ledger.AddUsageAsync(2, 100, Token);

        Assert.Null(await other.FindStepAsync<StepOutput>("train", Token));
        Assert.Equal(new Dictionary<string, string> { ["u1"] = "theirs" }, await other.ReadResponsesAsync("chunk", Token));
        Assert.Equal(["ours", "ours"], (await ledger.ReadResponsesAsync("chunk", Token)).Values);
        Assert.Empty(await ledger.ReadVerdictsInFullAsync("battles", Token));
        Assert.Empty(await ledger.ReadFailuresAsync("chunk", Token));
        Assert.Equal((0.5m, 9m), ((await ledger.SpendAsync(Token))[0].CostUsd, (await other.SpendAsync(Token))[0].CostUsd));
        Assert.Equal((new LedgerTotals(2, 0, 0, 0), new LedgerTotals(1, 1, 1, 0)), (await ledger.TotalsAsync(Token), await other.TotalsAsync(Token)));
        Assert.Equal((1, 7), await other.AddUsageAsync(1, 7, Token));

        await other.ForgetFailedAsync(Token);
        Assert.Equal(2, (await ledger.TotalsAsync(Token)).Responses);
    }

    [Fact]
    public async Task A_campaign_is_driven_by_one_at_a_time()
    {
        await using (await OpenAsync(Store()))
            Assert.Contains("in use", (await Assert.ThrowsAsync<LedgerRefusedException>(() => OpenAsync(Store()))).Message, StringComparison.Ordinal);
        await (await OpenAsync(Store())).DisposeAsync();
    }

    [Fact]
    public async Task Who_lost_the_lease_is_told_and_writes_nothing_more()
    {
        var store = Store();
        await using var first = await OpenAsync(store);
        await first.RecordStepAsync("train/A", new StepOutput("first", 1), Token);
        Assert.False(first.Lease.Lost.IsCancellationRequested);

        await TakeLeaseAwayAsync(Identity.Id);
        await using var second = await OpenAsync(Store());
        await second.RecordStepAsync("train/B", new StepOutput("second", 2), Token);

        var lost = await Assert.ThrowsAsync<LeaseLostException>(() => first.RecordStepAsync("train/C", new StepOutput("late", 3), Token));
        await Assert.ThrowsAsync<LeaseLostException>(() => first.ForgetStepsAsync(["train/A"], Token));
        await Assert.ThrowsAsync<LeaseLostException>(() => first.AddUsageAsync(100, 100, Token));
        await Assert.ThrowsAsync<LeaseLostException>(() => first.ForgetFailedAsync(Token));
        await Assert.ThrowsAsync<LeaseLostException>(() => first.ReplaceVerdictsAsync("chunk", [], Token));
        await Assert.ThrowsAsync<LeaseLostException>(() =>
            first.RecordFailuresAsync("response", "chunk", 1, true, new Dictionary<string, UnitFailure> { ["u"] = new("late") }, Token));
        Assert.True(first.Lease.Lost.IsCancellationRequested);
        Assert.Equal(lost.Message, first.Lease.Reason);
        Assert.Null(await second.FindStepAsync<StepOutput>("train/C", Token));
        Assert.NotNull(await second.FindStepAsync<StepOutput>("train/A", Token));
        Assert.Equal((1, 1), await second.AddUsageAsync(1, 1, Token));

        // What the first had asked for is a fact all the same.
        Assert.NotNull(await RecordAsync(store, [Response("u1", "paid for")]));
        Assert.Single(await second.ReadResponsesAsync("chunk", Token));
    }

    [Fact]
    public async Task A_lost_lease_is_noticed_by_who_only_waits()
    {
        await using var ledger = await OpenAsync(Store());
        await TakeLeaseAwayAsync(Identity.Id);
        Time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.HappensAsync("the loss was noticed", () => ledger.Lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_result_is_recorded_though_nobody_drives_its_campaign()
    {
        var store = Store();
        await (await OpenAsync(store)).DisposeAsync();
        var paid = new PaidSpend("reply", [new("gpt", 1, 2, 3, 0.5m)]);

        Assert.Equal(paid.Parts, await RecordAsync(store, [Response("u1", "late")], paid));

        await using var again = await OpenAsync(Store());
        Assert.Single(await again.ReadResponsesAsync("chunk", Token));
        Assert.Equal(paid.Parts, await again.SpendAsync(Token));
    }

    [Fact]
    public async Task Results_of_a_campaign_that_the_store_has_never_seen_are_not_recorded()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        Assert.Null(await store.RecordAsync("nobody", "chunk", Responses(1), PaidSpend.Nothing, Token));
        Assert.False(await store.ExistsAsync(new("nobody", Identity.SpecHash, 1), Path.Combine(Folder, "elsewhere"), Token));
        Assert.True(await store.ExistsAsync(Identity, Folder, Token));
    }

    [Fact]
    public async Task Closing_leaves_nobody_waiting()
    {
        var reasons = Enumerable.Range(0, 200).ToDictionary(i => $"u{i}", _ => new UnitFailure("refused"));
        for (var round = 0; round < 20; round++)
        {
            var ledger = await OpenAsync(Store());
            var callers = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                while (true) await ledger.RecordFailuresAsync("response", $"{round}-{i}", 1, givenUp: false, reasons, Token);
            }, Token)).ToList();
            await ledger.TotalsAsync(Token);
            await ledger.DisposeAsync();

            foreach (var caller in callers)
                await Assert.ThrowsAsync<ObjectDisposedException>(() => caller.WaitAsync(TimeSpan.FromSeconds(30), Token));
        }
    }

    [Fact]
    public async Task Steps_time_and_memory_outlive_the_process()
    {
        await using (var ledger = await OpenAsync(Store()))
        {
            Assert.Null(await ledger.FindStepAsync<StepOutput>("train", Token));
            await ledger.RecordStepAsync("train", new StepOutput("done", 3), Token);
            await ledger.AddUsageAsync(2, 500, Token);
        }
        await using var again = await OpenAsync(Store());
        Assert.Equal(new("done", 3), await again.FindStepAsync<StepOutput>("train", Token));
        Assert.Equal((5, 500), await again.AddUsageAsync(3, 400, Token));
        await again.ForgetStepsAsync(["train"], Token);
        Assert.Null(await again.FindStepAsync<StepOutput>("train", Token));
    }

    [Fact]
    public async Task A_step_of_an_older_shape_is_read_by_its_upgrades()
    {
        await using (var ledger = await OpenAsync(Store()))
        {
            await ledger.RecordStepAsync("train/A", new OlderOutput("done"), Token);
            await ledger.RecordStepAsync("mine", new StepOutput("other kind", 1), Token);
        }
        var shapes = new StepShapes([
            new("train", 1, step => { step["text"] = $"{step["words"]}!"; step.AsObject().Remove("words"); return step; }),
            new("train", 2, step => { step["number"] = 7; return step; })]);

        await using (var ledger = await OpenAsync(Store(shapes)))
        {
            Assert.Equal(new("done!", 7), await ledger.FindStepAsync<StepOutput>("train/A", Token));
            Assert.Equal(new("other kind", 1), await ledger.FindStepAsync<StepOutput>("mine", Token));
            await ledger.RecordStepAsync("train/B", new StepOutput("new", 8), Token);
            Assert.Equal(new("new", 8), await ledger.FindStepAsync<StepOutput>("train/B", Token));
        }

        // The version before knows only the first shape, and says so before any work.
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => OpenAsync(Store()));
        Assert.Contains("step train/B has version 3, and this version of Arena Learning reads 1", refused.Message, StringComparison.Ordinal);
        await (await OpenAsync(Store(shapes))).DisposeAsync();
    }

    [Fact]
    public async Task A_field_that_was_renamed_or_is_missing_never_becomes_null()
    {
        await using var ledger = await OpenAsync(Store());
        await ledger.RecordStepAsync("train/A", new OlderOutput("done"), Token);
        await ledger.RecordStepAsync("train/B", new { text = (string?)null, number = 3 }, Token);
        await ledger.RecordStepAsync("train/C", new { text = "done", number = 3, more = true }, Token);

        foreach (var key in new[] { "train/A", "train/B", "train/C" })
        {
            var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => ledger.FindStepAsync<StepOutput>(key, Token));
            Assert.Contains($"step {key} cannot be read", refused.Message, StringComparison.Ordinal);
        }
        await ledger.RecordStepAsync("train/D", new OptionalOutput(null, "there"), Token);
        Assert.Equal(new(null, "there"), await ledger.FindStepAsync<OptionalOutput>("train/D", Token));
    }

    /// <summary>Two rounds of work, each with a step: what the second made of the first one's failure is done again, and no more.</summary>
    [Fact]
    public async Task What_came_after_a_failure_is_forgotten_with_it_and_what_came_before_stays()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        var failure = new Dictionary<string, UnitFailure> { ["u2"] = new("refused") };
        await ledger.RecordStepAsync("prompts", new StepOutput("before", 0), Token);
        await RecordAsync(store, [Response("u1", "kept")]);
        await ledger.RecordFailuresAsync("response", "chunk", 3, givenUp: true, failure, Token);
        await RecordAsync(store, [Response("u3", "kept too")], new("first", [new("gpt", 1, 1, 1, 1)]));
        await ledger.RecordStepAsync("battles/A", new StepOutput("without u2", 1), Token);
        await store.RecordAsync(Identity.Id, "later", [Response("u4", "of what was trained on it")], new("second", [new("gpt", 1, 1, 1, 1)]), Token);
        await ledger.RecordFailuresAsync("response", "later", 1, givenUp: false, failure, Token);
        await ledger.RecordStepAsync("battles/B", new StepOutput("", 2), Token);

        var forgotten = await ledger.ForgetFailedAsync(Token);

        Assert.Equal((1, 1), (forgotten.Failed, forgotten.Results));
        Assert.Equal(["battles/A", "battles/B"], forgotten.Steps);
        Assert.NotNull(await ledger.FindStepAsync<StepOutput>("prompts", Token));
        Assert.Null(await ledger.FindStepAsync<StepOutput>("battles/A", Token));
        Assert.Equal(["u1", "u3"], (await ledger.ReadResponsesAsync("chunk", Token)).Keys.Order());
        Assert.Empty(await ledger.ReadResponsesAsync("later", Token));
        Assert.Empty(await ledger.ReadFailuresAsync("later", Token));
        Assert.Equal(2, (await ledger.SpendAsync(Token)).Single().CostUsd);
        Assert.Equal(new(0, [], 0), await ledger.ForgetFailedAsync(Token) with { Steps = [] });

        await RecordAsync(store, [Response("u2", "at last")]);
        Assert.Equal(3, (await ledger.ReadResponsesAsync("chunk", Token)).Count);
    }

    /// <summary>Verdicts that were read again belong to the step that they were first recorded in, and stay with it.</summary>
    [Fact]
    public async Task A_verdict_in_the_place_of_another_stays_when_later_work_is_forgotten()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        var verdict = new VerdictResult
        {
            UnitId = "u1",
            Games = [],
            ScoreA = 1,
            ScoreB = 2,
            Winner = BattleWinner.ModelB,
            A = new(null, null, ""),
            B = new(null, null, ""),
        };
        await store.RecordAsync(Identity.Id, "chunk", [verdict], PaidSpend.Nothing, Token);
        await ledger.RecordFailuresAsync("verdict", "chunk", 1, givenUp: true, new Dictionary<string, UnitFailure> { ["u2"] = new("no JSON") }, Token);
        await ledger.RecordStepAsync("outcome", new StepOutput("", 1), Token);

        await ledger.ReplaceVerdictsAsync("chunk", [verdict with { Winner = BattleWinner.ModelA }], Token);
        await ledger.ForgetFailedAsync(Token);

        Assert.Equal(BattleWinner.ModelA, (await ledger.ReadVerdictsAsync("chunk", Token))["u1"].Winner);
    }

    [Fact]
    public async Task A_ledger_of_a_newer_version_is_refused_in_one_sentence_that_names_both()
    {
        await (await OpenAsync(Store())).DisposeAsync();
        var (newer, own) = await MakeNewerAsync();

        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => OpenAsync(Store()));

        Assert.Matches($"was written by .*Arena Learning.* with ledger version {newer}; this one reads (up to )?{own}\\. Go on with that version, or ",
            refused.Message);
        await MakeTodaysAsync();
        await (await OpenAsync(Store())).DisposeAsync();
    }

    /// <summary>A model may say anything, and a rating rests on every bit of a score.</summary>
    [Fact]
    public async Task Texts_and_numbers_come_back_to_the_last_bit()
    {
        var store = Store();
        await using var ledger = await OpenAsync(store);
        string[] texts = ["", "\0", "a\0b\uFFFE0\uFFFE1\uFFFEc", "\uFFFF \uD83D\uDE00 e\u0301 \u00e9", "{}'\"\\\\N,\r\n\t$1"];
        double[] numbers = [0.1 + 0.2, 1.0 / 3, double.Epsilon, 10, 1e308];
        await RecordAsync(store, [.. texts.Index().Select(text => Response($"u{text.Index}", text.Item))]);
        await store.RecordAsync(Identity.Id, "battles", [.. numbers.Index().Select(number => new VerdictResult
        {
            UnitId = $"u{number.Index}",
            Games = [new(number.Item, -number.Item)],
            ScoreA = number.Item,
            ScoreB = -number.Item,
            Winner = BattleWinner.ModelA,
            A = new(null, null, texts[number.Index]),
            B = new(null, null, ""),
            Probability = number.Item,
        })], PaidSpend.Nothing, Token);
        await ledger.RecordFailuresAsync("response", "failed", 1, true, new Dictionary<string, UnitFailure> { ["u"] = new(texts[2]) }, Token);

        Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(i => $"u{i}").Select((await ledger.ReadResponsesAsync("chunk", Token)).GetValueOrDefault));
        var verdicts = await ledger.ReadVerdictsInFullAsync("battles", Token);
        foreach (var (i, number) in numbers.Index())
        {
            var verdict = verdicts[$"u{i}"];
            double[] read = [verdict.ScoreA, -verdict.ScoreB, verdict.Probability!.Value, verdict.Games[0].ScoreA, -verdict.Games[0].ScoreB];
            Assert.All(read, value => Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(value)));
            Assert.Equal(texts[i], verdict.A.Reason);
        }
        Assert.Equal(texts[2], (await ledger.ReadGivenUpAsync("failed", Token))["u"].Reason);
    }

    protected Task<ILedger> OpenAsync(ILedgerStore store) => store.OpenAsync(Identity, Folder, Token);

    private static Task<IReadOnlyList<EndpointSpend>?> RecordAsync(ILedgerStore store, IReadOnlyList<ResponseResult> responses, PaidSpend? paid = null) =>
        store.RecordAsync(Identity.Id, "chunk", responses, paid ?? PaidSpend.Nothing, Token);

    protected static ResponseResult Response(string unit, string text) => new()
    {
        UnitId = unit,
        Text = text,
        PromptTokens = 3,
        ResponseTokens = 4,
        LatencySeconds = 0.1,
        FinishReason = "stop",
    };

    protected static List<ResponseResult> Responses(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Response($"u{i:000}", "6*47=240+42=282 #### 282"))];

    private sealed record StepOutput(string Text, int Number);

    private sealed record OlderOutput(string Words);

    private sealed record OptionalOutput(string? MayLack, string? AlsoMayLack = null);
}
