using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

public class CampaignFaultTests
{
    private static readonly Lazy<Task<(string Digest, long Done)>> Undisturbed = new(async () =>
    {
        using var campaign = await MiniCampaign.CreateAsync();
        await campaign.RunAsync(new(new()));
        var result = campaign.Result();
        return (result.Digest, result.Units.Done);
    });

    [Fact]
    public async Task Duplicates_in_any_order_are_dropped_and_counted()
    {
        // On a busy machine nothing is sent again: that would be copies of the copies.
        using var campaign = await MiniCampaign.CreateAsync("work.retry_seconds=60");

        await campaign.RunAsync(new(new(Duplicate: true, Shuffle: true)));

        var (digest, done) = await Undisturbed.Value;
        var result = campaign.Result();
        Assert.Equal(digest, result.Digest);
        Assert.Equal((done, done, 0), (result.Units.Planned, result.Units.Done, result.Units.Failed));
        // The last copies may come when all is over.
        Assert.InRange(result.Units.DuplicatesDropped, done * 9 / 10, done);
    }

    [Fact]
    public async Task Stopped_at_any_moment_and_started_again_it_ends_the_same()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        var workers = new FakeWorkers(new(Shuffle: true));
        var random = new Random(7);
        var stops = 0;
        CampaignEnded? ended;
        while ((ended = await campaign.RunAsync(workers, workers.Commands + random.Next(1, 90))) is null) stops++;

        var (digest, done) = await Undisturbed.Value;
        Assert.Null(ended.Failure);
        Assert.InRange(stops, 5, 1000);
        Assert.Equal(digest, campaign.Result().Digest);
        Assert.Equal((done, done, 0), (campaign.Result().Units.Planned, campaign.Result().Units.Done, campaign.Result().Units.Failed));
        // Nothing was trained twice but what was interrupted.
        Assert.InRange(workers.Jobs.Count, 9, 9 + stops);
    }

    [Fact]
    public async Task A_campaign_that_is_over_says_so_again_and_does_nothing()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        await campaign.RunAsync(new(new()));
        File.Delete(campaign.Out("battles.jsonl"));

        var workers = new FakeWorkers(new());
        var ended = await campaign.RunAsync(workers);
        Assert.True(File.Exists(campaign.Out("battles.jsonl")));
        var first = await File.ReadAllTextAsync(campaign.Out("result.json"), TestContext.Current.CancellationToken);
        await campaign.RunAsync(workers);

        Assert.Equal(new CampaignEnded("mini", null), ended);
        Assert.Equal(0, workers.Commands);
        Assert.Empty(workers.Jobs);
        Assert.Equal(first, await File.ReadAllTextAsync(campaign.Out("result.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Lost_chunks_are_sent_again()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        var workers = new FakeWorkers(new(LoseEvery: 97));

        await campaign.RunAsync(workers);

        Assert.Equal((await Undisturbed.Value).Digest, campaign.Result().Digest);
        Assert.Equal(0, campaign.Result().Units.Failed);
    }

    [Fact]
    public async Task A_chunk_that_fails_once_is_tried_again_whole()
    {
        using var campaign = await MiniCampaign.CreateAsync();

        await campaign.RunAsync(new(new(FailsOnce: 50)));

        Assert.Equal((await Undisturbed.Value).Digest, campaign.Result().Digest);
        Assert.Equal(0, campaign.Result().Units.Failed);
    }

    [Fact]
    public async Task A_unit_that_always_fails_is_visible_and_not_fatal()
    {
        using var campaign = await MiniCampaign.CreateAsync();

        var ended = await campaign.RunAsync(new(new(FailsAlways: ("multiplier", "D1: 3 +"))));

        Assert.Null(ended!.Failure);
        var units = campaign.Result().Units;
        // One response and the three battles that wanted it.
        Assert.Equal(4, units.Failed);
        Assert.Equal((await Undisturbed.Value).Done - 4, units.Done);
        Assert.Equal(units.Planned, units.Done + units.Failed);
        var failures = campaign.Details().Failures;
        Assert.Equal([("verdict", "No response of multiplier to judge.", 3L), ("response", "The endpoint refused.", 1L)],
            failures.Select(f => (f.Kind, f.Reason, f.Units)));
    }

    /// <summary>Later stages were trained without what failed: they are done anew, and the campaign comes to what it would have come to.</summary>
    [Fact]
    public async Task What_was_given_up_is_tried_again_with_all_that_came_of_it()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        await campaign.RunAsync(new(new(FailsAlways: ("multiplier", "D1: 3 +"))));
        var file = CampaignFile.Parse(campaign.Start.Spec, campaign.Start.SpecPath);
        await using (var ledger = await new SqliteLedgerStore(TimeProvider.System).OpenAsync(
            new(campaign.Start.Campaign, file.SpecHash, file.Seed), Path.GetDirectoryName(campaign.Out("ledger.db"))!, TestContext.Current.CancellationToken))
        {
            var forgotten = await ledger.ForgetFailedAsync(TestContext.Current.CancellationToken);
            Assert.Equal((4, "battles/SFT-I1"), (forgotten.Failed, forgotten.Steps[0]));
        }

        var workers = new FakeWorkers(new());
        await campaign.RunAsync(workers);

        var (digest, done) = await Undisturbed.Value;
        Assert.Equal(digest, campaign.Result().Digest);
        Assert.Equal((done, 0), (campaign.Result().Units.Done, campaign.Result().Units.Failed));
        // All but SFT-I0, which came before.
        Assert.DoesNotContain(workers.Jobs, job => job.Name == "SFT-I0");
        Assert.Contains(workers.Jobs, job => job.Name == "SFT-I1");
    }

    [Fact]
    public async Task A_worker_that_throws_is_a_failure_of_its_units()
    {
        using var campaign = await MiniCampaign.CreateAsync("work.max_attempts=1", "work.retry_seconds=30");

        var ended = await campaign.RunAsync(new(new(ThrowOnJudging: "arena-hard: 2 +")));

        Assert.Null(ended!.Failure);
        var failure = Assert.Single(campaign.Details().Failures);
        Assert.Contains("The judge stumbled.", failure.Reason, StringComparison.Ordinal);
        Assert.Equal("verdict", failure.Kind);
    }

    [Fact]
    public async Task A_trainer_that_dies_is_offered_the_job_again()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        var workers = new FakeWorkers(new(TrainerDiesOn: "DPO-I1"));

        await campaign.RunAsync(workers);

        var offered = workers.Jobs.Where(j => j.Name == "DPO-I1").ToList();
        Assert.Equal(2, offered.Count);
        Assert.Equal(offered[0].JobId, offered[1].JobId);
        Assert.Equal([1, 2], offered.Select(j => j.Lease.Number));
        // The second goes on from what the first saved.
        Assert.Null(offered[0].Lease.Saved);
        Assert.Equal(1, offered[1].Lease.Saved!.Step);
        // What was saved is of no use any more.
        Assert.False(Directory.Exists(campaign.Out("work")) && Directory.EnumerateFiles(campaign.Out("work"), "*", SearchOption.AllDirectories).Any());
        Assert.Equal((await Undisturbed.Value).Digest, campaign.Result().Digest);
    }

    [Fact]
    public async Task Training_that_cannot_be_done_stops_the_campaign_with_its_reason()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        Directory.Move(campaign.Model("tokenizer"), campaign.Model("elsewhere"));

        var ended = await campaign.RunAsync(new(new()), start: campaign.Start);

        Assert.Contains("Training SFT-I0 failed 3 times: ", ended!.Failure, StringComparison.Ordinal);
        Assert.Contains("tokenizer: there is no such folder", ended.Failure, StringComparison.Ordinal);
        Assert.Contains("same --out", ended.Failure, StringComparison.Ordinal);

        // Mended, it goes on.
        Directory.Move(campaign.Model("elsewhere"), campaign.Model("tokenizer"));
        Assert.Null((await campaign.RunAsync(new(new())))!.Failure);
        Assert.Equal((await Undisturbed.Value).Digest, campaign.Result().Digest);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_stops_the_campaign()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        await campaign.RunAsync(new(new()), stopAfter: 20);
        await using (var ledger = new SqliteConnection($"Data Source={campaign.Out("ledger.db")};Pooling=False"))
        {
            await ledger.OpenAsync(TestContext.Current.CancellationToken);
            await using var full = new SqliteCommand(
                "CREATE TRIGGER full BEFORE INSERT ON responses BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END", ledger);
            await full.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var ended = await campaign.RunAsync(new(new()));

        Assert.Contains("could not be read or written", ended!.Failure, StringComparison.Ordinal);
        Assert.Contains("disk is full", ended.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_competitor_that_changed_half_way_is_refused()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        var workers = new FakeWorkers(new());
        await campaign.RunAsync(workers, stopAfter: 20);
        await FakeWorkers.WriteCheckpointAsync(campaign.Model("multiplier"), 90, "multiplier");

        var ended = await campaign.RunAsync(workers);

        Assert.Contains("files of multiplier have changed", ended!.Failure, StringComparison.Ordinal);
    }
}
