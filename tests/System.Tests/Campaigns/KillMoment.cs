using ArenaLearning.System.Tests.Processes;

namespace ArenaLearning.System.Tests.Campaigns;

/// <summary>A moment of a campaign, told by what is done and not by a clock that restarts would shift.</summary>
/// <param name="Steps">Steps of the campaign that are finished by then.</param>
/// <param name="Delay">After the last of them was finished, or after the process took the next one up.</param>
internal sealed record KillMoment(long Steps, TimeSpan Delay)
{
    /// <summary>
    /// One random moment in each of <paramref name="count"/> equal parts of the run. The last twentieth is left out: a
    /// faster run could be over by then.
    /// </summary>
    public static IReadOnlyList<KillMoment> Spread(int count, UninterruptedRun run, Random random) =>
        [.. Enumerable.Range(0, count).Select(i => At(run.Duration * 0.95 * ((i + random.NextDouble()) / count), run.StepTimes))];

    /// <summary>Waits for the moment. The next step's end ends the wait too, or a faster run would slip away.</summary>
    public async Task WaitAsync(CampaignFolder folder, ChildProcess arena, CancellationToken cancellationToken)
    {
        await Eventually.HappensAsync($"the campaign finished step {Steps}", ShortCampaign.Limit,
            async () => arena.HasExited || await folder.StepsAsync() >= Steps, [arena], cancellationToken);
        var until = DateTime.UtcNow + Delay;
        await Eventually.HappensAsync("the moment came", ShortCampaign.Limit,
            async () => arena.HasExited || DateTime.UtcNow >= until || await folder.StepsAsync() > Steps, [arena], cancellationToken);
    }

    private static KillMoment At(TimeSpan time, IReadOnlyList<TimeSpan> stepTimes)
    {
        var steps = stepTimes.Count(t => t <= time);
        return new(steps, time - (steps == 0 ? TimeSpan.Zero : stepTimes[steps - 1]));
    }
}
