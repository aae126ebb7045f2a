using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

public sealed class TrainingLeasesTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("training-leases-").FullName;
    private readonly FolderArtifactStore artifacts = new();
    private ILedger ledger = null!;
    private TrainingLeases leases = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ArtifactScope Scope => ArtifactScope.OfFolder(folder);

    public async ValueTask InitializeAsync()
    {
        ledger = await new SqliteLedgerStore(TimeProvider.System).OpenAsync(new("c", new string('a', 64), 1), folder, Token);
        leases = new(ledger, artifacts, Scope, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_job_that_is_sent_again_gets_the_next_lease_with_the_newest_state_and_older_ones_are_deleted()
    {
        var first = await leases.NextAsync("job", "SFT-I1", Token);
        Assert.Equal((1, null), (first.Number, first.Saved));
        Assert.Equal("checkpoints/SFT-I1", Scope.NameOf(new(first.Models.AddressOf("SFT-I1"), "")));
        var (early, late) = (await SaveAsync(first, 20), await SaveAsync(first, 40));
        Assert.True(await HearAsync(1, early));
        Assert.True(await HearAsync(1, late));
        // A beat that was overtaken, and one that repeats.
        Assert.True(await HearAsync(1, early));
        Assert.True(await HearAsync(1, late));

        Assert.Equal([Path.GetFileName(new Uri(late.State.Uri).LocalPath)], Files());
        // Another process of Flywheel.
        var second = await new TrainingLeases(ledger, artifacts, Scope, NullLogger.Instance).NextAsync("job", "SFT-I1", Token);
        Assert.Equal((2, late), (second.Number, second.Saved));
    }

    [Fact]
    public async Task What_a_holder_of_an_older_lease_reports_is_not_heard()
    {
        var first = await leases.NextAsync("job", "SFT-I1", Token);
        var second = await leases.NextAsync("job", "SFT-I1", Token);
        var (stale, newer) = (await SaveAsync(first, 60), await SaveAsync(second, 20));

        Assert.False(await HearAsync(1, stale));
        Assert.True(await leases.IsOldAsync("job", 1, Token));
        Assert.True(await HearAsync(2, newer));
        Assert.False(await leases.IsOldAsync("job", 2, Token));
        Assert.False(await leases.HearAsync(Report("unknown", 1, stale), Token));

        Assert.Equal(newer, (await leases.NextAsync("job", "SFT-I1", Token)).Saved);
    }

    [Fact]
    public async Task A_worker_that_had_to_begin_anew_is_believed()
    {
        var damaged = await SaveAsync(await leases.NextAsync("job", "SFT-I1", Token), 60);
        await HearAsync(1, damaged);
        var lease = await leases.NextAsync("job", "SFT-I1", Token);
        Assert.Equal(damaged, lease.Saved);
        var anew = await SaveAsync(lease, 20);

        await HearAsync(2, anew);
        // Said before it had looked at what it was given.
        await HearAsync(2, damaged);

        Assert.Equal(anew, (await leases.NextAsync("job", "SFT-I1", Token)).Saved);
    }

    [Fact]
    public async Task A_job_that_is_done_leaves_nothing_even_of_what_was_never_reported()
    {
        var lease = await leases.NextAsync("job", "SFT-I1", Token);
        var (told, untold) = (await SaveAsync(lease, 20), await SaveAsync(lease, 40));
        await HearAsync(1, told);
        Assert.Equal(2, Files().Count);

        await leases.EndAsync("job", "SFT-I1", Token);

        Assert.Empty(Files());
        Assert.False(await HearAsync(1, untold));
        Assert.Equal((1, null), ((await leases.NextAsync("job", "SFT-I1", Token)).Number, (await ledger.NextLeaseAsync("fresh", Token)).Saved));
    }

    private Task<bool> HearAsync(int lease, SavedTraining saved) => leases.HearAsync(Report("job", lease, saved), Token);

    private static TrainingProgressed Report(string job, int lease, SavedTraining saved) =>
        new("c", job, "SFT-I1", "w/1", lease, saved.Step, 100, 0.5) { Saved = saved };

    private async Task<SavedTraining> SaveAsync(TrainingLease lease, int step) =>
        new(step, await artifacts.WriteRowsAsync(lease.States, $"{step}-{Guid.NewGuid():N}", new[] { ChatTurn.User($"{step}") }, Token));

    private List<string?> Files() => Directory.Exists(Path.Combine(folder, "work"))
        ? [.. Directory.EnumerateFiles(Path.Combine(folder, "work"), "*", SearchOption.AllDirectories).Select(Path.GetFileName)] : [];
}
