using System.Globalization;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Arena.Progress;

/// <summary>Progress in words.</summary>
public static class ProgressText
{
    /// <summary>For example <c>[3/10] DPO-I1: judging battles, 1,200 of 4,000, 350/s, 8 s left (campaign: about 3 min)</c>.</summary>
    public static string Line(ProgressState state, DateTimeOffset now)
    {
        if (state.Heard is not { } heard) return "waiting for the campaign to start";
        var parts = new List<string> { heard.Activity };
        if (heard.Planned > 0) parts.Add(Invariant($"{heard.Done:N0} of {heard.Planned:N0}"));
        if (state.Rate is { } rate) parts.Add(Rate(rate));
        if (state.ActivityTimeLeft(now) is { } left) parts.Add($"{Duration(left)} left");
        if (heard.SpentTokens > 0) parts.Add(Invariant($"spent {heard.SpentUsd:0.00##} US dollars, {heard.SpentTokens:N0} tokens"));
        var campaign = state.CampaignTimeLeft(now) is { } whole ? $" (campaign: about {Duration(whole)})" : "";
        var stage = heard.Stage.Length == 0 ? "" : $"{heard.Stage}: ";
        return $"[{state.StageNumber}/{heard.StagesPlanned}] {stage}{string.Join(", ", parts)}{campaign}";
    }

    /// <summary>The leaderboard in one line: <c>Elo: multiplier 1180, SFT-I1 1032</c>; null where there is none.</summary>
    public static string? Elo(IReadOnlyList<LeaderboardRow> leaderboard) => leaderboard.Count == 0 ? null
        : "Elo: " + string.Join(", ", leaderboard.OrderByDescending(row => row.Elo).Select(row => Invariant($"{row.Contestant} {row.Elo:F0}")));

    public static string Rate(double perSecond) =>
        perSecond < 10 ? Invariant($"{perSecond:0.0}/s") : Invariant($"{perSecond:N0}/s");

    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 90 => Invariant($"{time.TotalSeconds:0} s"),
        < 5400 => Invariant($"{time.TotalMinutes:0} min"),
        _ => Invariant($"{time.TotalHours:0.0} h"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
