using System.Globalization;
using System.Text.Json;
using ArenaLearning.Arena.Progress;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Arena.Commands;

/// <summary>What <c>arena run</c> says at the end: the leaderboard, what came of the target, and what to do next.</summary>
internal static class CampaignSummary
{
    public static async Task<string> ReadAsync(string folder, string report, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(Path.Combine(folder, CampaignResult.FileName));
        var result = await JsonSerializer.DeserializeAsync<CampaignResult>(stream, JsonLines.Options, cancellationToken);
        return Text(result!, folder, report);
    }

    internal static string Text(CampaignResult result, string folder, string report)
    {
        var lines = new List<string>
        {
            PlainTable.Text(EloTable.Of(result.Leaderboard.Select(row => new LeaderboardRow(
                row.Contestant, row.Elo, row.Lower, row.Upper, row.Rank, row.RankLower, row.RankUpper, row.Battles)))),
        };
        var target = result.Stages.LastOrDefault(stage => stage.Promoted);
        if (target is not null)
            lines.Add(Line($"The target {target.Contestant} answers {100 * target.Accuracy:F1}% of the held-out arena right ({result.Stages[0].Contestant}: {100 * result.Stages[0].Accuracy:F1}%), Elo {target.Elo:F0}."));
        lines.Add(Line($"Worked for {ProgressText.Duration(TimeSpan.FromSeconds(result.WallSeconds))}: {result.Units.Done:N0} units done, {result.Units.Failed:N0} failed. Digest {result.Digest}"));
        lines.Add($"Report: {report}");
        if (target is not null) lines.Add($"Talk to the target: arena chat {ShellWord.Quoted(Path.Combine(folder, "checkpoints", target.Contestant))}");
        return string.Join('\n', lines);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
