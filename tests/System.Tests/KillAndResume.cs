using ArenaLearning.System.Tests.Campaigns;
using Xunit;

namespace ArenaLearning.System.Tests;

/// <summary>A campaign in one process that is killed and started again with the same output folder.</summary>
[Collection<ComparedRuns>]
public sealed class KillAndResume(UninterruptedRun reference, ITestOutputHelper output)
{
    private const int Seed = 20260;
    private const int Kills = 10;

    [Fact]
    public async Task Ten_kills_across_the_stages_change_nothing_and_repeat_little()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new CampaignFolder();
        var stepsSeen = new List<TrainingStep[]>();
        output.WriteLine($"Moments drawn with seed {Seed}:");

        foreach (var moment in KillMoment.Spread(Kills, reference, new Random(Seed)))
        {
            await using var arena = QuickCampaign.Start(folder);
            await moment.WaitAsync(folder, arena, cancellation);
            Assert.False(arena.HasExited, $"The campaign ended before it was killed.\n{arena.Tail}");
            await arena.KillAsync();
            stepsSeen.Add([.. TrainingStep.In(arena.Lines)]);
            output.WriteLine(
                $"killed after {moment.Steps} steps and {moment.Delay.TotalSeconds:0.0} s; last training step seen: {stepsSeen[^1].LastOrDefault()}");
        }

        await using var last = QuickCampaign.Start(folder);
        Assert.True(await last.WaitForExitAsync(QuickCampaign.Limit, cancellation) == 0, last.Tail);
        stepsSeen.Add([.. TrainingStep.In(last.Lines)]);

        reference.AssertSameAs(await folder.ResultAsync(cancellation));
        AssertLittleRepeated(stepsSeen);
    }

    /// <summary>Compares the last step that a job reached before a kill to the first that it takes afterwards.</summary>
    private void AssertLittleRepeated(List<TrainingStep[]> stepsSeen)
    {
        var resumed = 0;
        foreach (var (before, after) in stepsSeen.Zip(stepsSeen.Skip(1)))
        {
            if (before.Length == 0 || after.FirstOrDefault(s => s.Model == before[^1].Model) is not { } first) continue;
            var (killedAt, allowed) = (before[^1], before[^1].SaveEverySteps(reference.Details.Spec.Training));
            output.WriteLine($"{first.Model}: killed at step {killedAt.Step}, seen again at step {first.Step}, saved every {allowed}");
            Assert.True(killedAt.Step - first.Step <= allowed,
                $"{first.Model} was killed at step {killedAt.Step} and went on at step {first.Step}: it repeats more than {allowed} steps.");
            resumed++;
        }
        Assert.True(resumed > 0, "No kill hit a training job: draw the moments with another seed.");
    }
}
