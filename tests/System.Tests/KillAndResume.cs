using System.Globalization;
using ArenaLearning.System.Tests.Campaigns;
using Xunit;

namespace ArenaLearning.System.Tests;

/// <summary>A campaign in one process that is killed and started again with the same output folder.</summary>
[Collection<ComparedRuns>]
public sealed class KillAndResume(UninterruptedRun reference, ITestOutputHelper output)
{
    private const int Seed = 20260;

    /// <summary><c>ARENA_TEST_KILLS</c> says otherwise.</summary>
    private static readonly int Kills =
        Environment.GetEnvironmentVariable("ARENA_TEST_KILLS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 4;

    // More often than the example does: the jobs here are short, and most kills shall find a checkpoint.
    // How often training saves is no part of the result, which is compared to a run that saved as the example says.
    private const int SaveEverySteps = 4;

    private static readonly string[] Settings =
        [.. new[] { "initial", "sft", "dpo", "reward_model", "ppo" }.Select(r => $"training.{r}.save_every_steps={SaveEverySteps}")];

    [Fact]
    public async Task Kills_across_the_stages_change_nothing_and_repeat_little()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new CampaignFolder();
        var training = new TrainingLog();
        output.WriteLine($"Moments drawn with seed {Seed}:");

        foreach (var moment in KillMoment.Spread(Kills, reference, new Random(Seed)))
        {
            await using var killed = ShortCampaign.Start(folder, settings: Settings);
            await moment.WaitAsync(folder, killed, cancellation);
            Assert.False(killed.HasExited, $"The campaign ended before it was killed.\n{killed.Tail}");
            await killed.KillAsync();
            training.Read(killed.Lines, SaveEverySteps);
            output.WriteLine($"killed {moment.Delay.TotalSeconds:0.0} s after step {moment.Steps}, {training.Resumed} training jobs resumed so far");
        }

        await using var arena = ShortCampaign.Start(folder, settings: Settings);
        Assert.True(await arena.WaitForExitAsync(ShortCampaign.Limit, cancellation) == 0, arena.Tail);
        training.Read(arena.Lines, SaveEverySteps);

        reference.AssertSameAs(await folder.ResultAsync(cancellation));
        Assert.True(training.Resumed > 0, "No kill hit a training job behind its first checkpoint: draw the moments with another seed.");
    }
}
