using System.Diagnostics;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.System.Tests.UnderFire;
using Xunit;

namespace ArenaLearning.System.Tests.Campaigns;

/// <summary>Tests that compare to one undisturbed run. Each fills the machine with processes: they run one after the other.</summary>
[CollectionDefinition]
public sealed class ComparedRuns : ICollectionFixture<UninterruptedRun>, ICollectionFixture<RunningLandscape>;

/// <summary>The short campaign in one process that nothing disturbs: what the other runs are compared to.</summary>
public sealed class UninterruptedRun : IAsyncLifetime
{
    private readonly CampaignFolder folder = new();
    private readonly List<TimeSpan> stepTimes = [];

    public CampaignResult Result { get; private set; } = null!;

    /// <summary>Names of the files in its output folder, with forward slashes, in their order.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>From the start of the process to its end.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>When the first, second, ... step of the campaign was finished, from the start of the process.</summary>
    public IReadOnlyList<TimeSpan> StepTimes => stepTimes;

    public async ValueTask InitializeAsync()
    {
        var clock = Stopwatch.StartNew();
        await using var arena = ShortCampaign.Start(folder);
        await Eventually.HappensAsync("the undisturbed campaign ended", ShortCampaign.Limit, async () =>
        {
            var steps = await folder.StepsAsync();
            while (stepTimes.Count < steps) stepTimes.Add(clock.Elapsed);
            return arena.HasExited;
        }, [arena], CancellationToken.None);
        Duration = clock.Elapsed;

        Assert.True(await arena.WaitForExitAsync(ShortCampaign.Limit, CancellationToken.None) == 0, arena.Tail);
        Result = await folder.ResultAsync(CancellationToken.None);
        Files = folder.Files();
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Asserts that nothing failed, nothing is missing, and everything came out as it did here.</summary>
    internal void AssertSameAs(CampaignResult other)
    {
        Assert.Equal(0, other.Units.Failed);
        Assert.Equal(other.Units.Planned, other.Units.Done);
        Assert.Equal(Result.Units with { DuplicatesDropped = 0 }, other.Units with { DuplicatesDropped = 0 });
        Assert.Equal(
            Result.Stages.Select(s => (s.Contestant, s.Promoted, s.TrainRows, s.Battles, s.Accuracy)),
            other.Stages.Select(s => (s.Contestant, s.Promoted, s.TrainRows, s.Battles, s.Accuracy)));
        Assert.Equal(Result.Leaderboard, other.Leaderboard);
        Assert.Equal(Result.Digest, other.Digest);
    }
}
