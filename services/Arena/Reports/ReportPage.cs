using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Reports;

/// <summary>
/// The report of a campaign: one HTML document with its pictures inside, no scripts and nothing to fetch. The same
/// records give the same page.
/// </summary>
public static class ReportPage
{
    public static string Render(CampaignResult result, TrainingCampaignDetails details)
    {
        Section[] sections =
        [
            RatingSections.EloByStage(result),
            RatingSections.Leaderboard(result, "The whole arena after the last stage.", contestant => Role(contestant, details)),
            RatingSections.WinRates(result, details.WinRates),
            AccuracySection.Render(details),
            GateSection.Render(details),
            TrainingSection.Render(details),
            .. RewardModelSection.Render(details),
            MiningSection.Render(details),
            .. details.JudgeCards is { } cards ? [JudgeSection.Render(cards, null, [])] : Array.Empty<Section>(),
            .. SpendSection.Render(details.Spend ?? []),
            .. ProblemSection.Render(details.Failures, details.Warnings),
            PaperSection.Render(result, details),
        ];
        return ReportFrame.Render(result, Summary(result) + ReportFrame.Stopped(result), sections);
    }

    private static string Role(string contestant, TrainingCampaignDetails details) =>
        (details.Contestants.Any(c => c.IsCompetitor && c.Contestant == contestant) ? "competitor" : "target")
        + (contestant == details.Spec.Arena.Anchor ? ", anchor" : "");

    private static string Summary(CampaignResult result)
    {
        if (result.Stages.Count == 0) return "No stage has ended.";
        var first = result.Stages[0];
        var last = result.Stages.LastOrDefault(s => s.Promoted) ?? first;
        var gated = result.Stages.Count(s => s != first && s.BroughtVersion());
        var promoted = result.Stages.Count(s => s != first && s.Promoted);
        var gates = $"The promotion gate let {promoted} of {gated} trained stages pass.";
        return last == first
            ? $"The target stayed {first.Name()}: {Figures.Percent(first.Accuracy)} right on the arena, Elo {Figures.Elo(first.Elo)}. {gates}"
            : $"The target went from {Figures.Percent(first.Accuracy)} right on the arena ({first.Name()}, Elo {Figures.Elo(first.Elo)}) to "
                + $"{Figures.Percent(last.Accuracy)} ({last.Name()}, Elo {Figures.Elo(last.Elo)}). {gates}";
    }
}
