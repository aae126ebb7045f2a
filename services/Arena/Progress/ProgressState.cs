using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Arena.Progress;

/// <summary>What is known of a running campaign: a pure function of the events heard so far and of the time each came.</summary>
/// <param name="Heard">The newest event; null before the first.</param>
/// <param name="StartedAt">When this process began to watch.</param>
/// <param name="FirstStagesDone">Stages that were done when the first event came: more than 0 where a campaign goes on.</param>
/// <param name="ActivityStartedAt">When the first event of the present activity came.</param>
/// <param name="ActivityFirstDone">Units done at that moment.</param>
/// <param name="HeardAt">When the newest event came.</param>
/// <param name="Leaderboard">The newest one that was not empty.</param>
public sealed record ProgressState(
    CampaignProgressed? Heard, DateTimeOffset StartedAt, int FirstStagesDone, DateTimeOffset ActivityStartedAt,
    int ActivityFirstDone, DateTimeOffset HeardAt, IReadOnlyList<LeaderboardRow> Leaderboard)
{
    private static readonly TimeSpan LeastToMeasure = TimeSpan.FromSeconds(1);

    public static ProgressState Begin(DateTimeOffset now) => new(null, now, 0, now, 0, now, []);

    public ProgressState After(CampaignProgressed heard, DateTimeOffset now)
    {
        var sameActivity = Heard is { } before && before.Stage == heard.Stage && before.Activity == heard.Activity
            && heard.Done >= ActivityFirstDone;
        return this with
        {
            Heard = heard,
            FirstStagesDone = Heard is null ? heard.StagesDone : FirstStagesDone,
            ActivityStartedAt = sameActivity ? ActivityStartedAt : now,
            ActivityFirstDone = sameActivity ? ActivityFirstDone : heard.Done,
            HeardAt = now,
            Leaderboard = heard.Leaderboard.Count > 0 ? heard.Leaderboard : Leaderboard,
        };
    }

    /// <summary>The event's message, unless the event before said the same: a warning stays for as long as its cause does.</summary>
    public string? NewMessage(CampaignProgressed next) => next.Message == Heard?.Message ? null : next.Message;

    /// <summary>The stage that is at work, from 1 to the number of stages.</summary>
    public int StageNumber => Heard is null ? 0 : Math.Min(Heard.StagesDone + 1, Heard.StagesPlanned);

    /// <summary>Done part of the present activity, 0 to 1.</summary>
    public double ActivityShare => Heard is { Planned: > 0 } heard ? Math.Clamp((double)heard.Done / heard.Planned, 0, 1) : 0;

    /// <summary>Units a second in the present activity; null before there is enough to measure.</summary>
    public double? Rate =>
        Heard is { } heard && heard.Done > ActivityFirstDone && HeardAt - ActivityStartedAt >= LeastToMeasure
            ? (heard.Done - ActivityFirstDone) / (HeardAt - ActivityStartedAt).TotalSeconds : null;

    /// <summary>Time that the present activity will take yet, at its rate so far.</summary>
    public TimeSpan? ActivityTimeLeft(DateTimeOffset now) =>
        Heard is { } heard && Rate is { } rate ? Remaining((heard.Planned - heard.Done) / rate, now) : null;

    /// <summary>Time that the campaign will take yet if its other stages take as long as those that were watched; null before one was.</summary>
    public TimeSpan? CampaignTimeLeft(DateTimeOffset now)
    {
        if (Heard is not { } heard) return null;
        var watched = heard.StagesDone - FirstStagesDone;
        if (watched <= 0) return null;
        // Time in the present stage counts as part of it, hence the half stage: it is on average half done.
        var perStage = (HeardAt - StartedAt).TotalSeconds / (watched + 0.5);
        return Remaining(perStage * Math.Max(0, heard.StagesPlanned - heard.StagesDone - 0.5), now);
    }

    private TimeSpan Remaining(double secondsWhenHeard, DateTimeOffset now) =>
        TimeSpan.FromSeconds(Math.Clamp(secondsWhenHeard - (now - HeardAt).TotalSeconds, 0, TimeSpan.FromDays(365).TotalSeconds));
}
