using System.Globalization;
using System.Text.Json;
using ArenaLearning.Arena.Progress;
using ArenaLearning.Arena.Rankings;
using ArenaLearning.Arena.Reports;
using ArenaLearning.Arena.Tables;
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
        var text = Text(result!, folder, report);
        var more = await ModelArenaLinesAsync(folder, cancellationToken);
        return more.Count == 0 ? text : $"{text}\n{string.Join('\n', more)}";
    }

    /// <summary>What must not be overlooked in a model arena's report: flags, warnings, and the agreement with its reference.</summary>
    private static async Task<IReadOnlyList<string>> ModelArenaLinesAsync(string folder, CancellationToken cancellationToken)
    {
        if (await ReportFile.ReadModelArenaAsync(folder, cancellationToken) is not { } details) return [];
        var lines = new List<string>();
        if (await AgreementFile.ReadAsync(folder, cancellationToken) is { } agreement)
            lines.Add($"Agreement with {agreement.Reference}: {RankingOutput.Words(agreement)}.");
        lines.AddRange(details.Flags.Select(flag =>
            $"warning: {flag.Contestant} is flagged: "
            + $"{string.Join("; ", flag.Reasons.Select(r => Line($"{FlagSection.Reason(r.Kind)} in {r.Prompts:N0} of {r.Of:N0} answers")))}. "
            + "Its rating is no measure of its answers."));
        lines.AddRange(details.Warnings.Select(warning => $"warning: {warning}"));
        return lines;
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
        {
            var first = result.Stages[0];
            lines.Add(
                Line($"The target {target.Contestant} answers {100 * target.Accuracy:F1}% of the held-out arena right ")
                + Line($"({first.Contestant}: {100 * first.Accuracy:F1}%), Elo {target.Elo:F0}."));
        }
        lines.Add(
            Line($"Worked for {ProgressText.Duration(TimeSpan.FromSeconds(result.WallSeconds))}: {result.Units.Done:N0} units done, ")
            + Line($"{result.Units.Failed:N0} failed. Digest {result.Digest}"));
        lines.Add($"Report: {report}");
        if (target is not null) lines.Add($"Talk to the target: arena chat {ShellWord.Quoted(Path.Combine(folder, "checkpoints", target.Contestant))}");
        return string.Join('\n', lines);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
