using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Reports;

/// <summary>What the promotion gate decided, with both figures.</summary>
internal static class GateSection
{
    public static Section Render(TrainingCampaignDetails details)
    {
        var controls = details.Stages.Where(s => s.Control is not null).ToArray();
        return new("gate", "Promotion gate", Html.Of($"""
            <p>A stage's checkpoint becomes the target only if it is right more often on the validation split than the target
            before it, over a greedy answer and one at temperature 1 to each prompt. The arena takes no part in the decision.</p>
            {HtmlTable.Render("Accuracy on the validation split, before and after each stage",
                [
                    new("Stage"), new("Target before", ColumnKind.Name), new("Before"), new("After"), new("Gain, points"), new("Must exceed"),
                    new("Decision", ColumnKind.Long),
                ],
                details.Stages.Select(Row))}
            {(controls.Length == 0 ? Html.Empty : Controls(controls))}
            """));
    }

    private static IReadOnlyList<Html> Row(StageDetails stage)
    {
        if (stage.Gate is not { } gate)
            return
            [
                Html.Text(stage.Name()), Html.Text(stage.Opponent ?? Figures.None), Html.Text(Figures.None), Html.Text(Figures.None),
                Html.Text(Figures.None), Html.Text(Figures.None), Html.Text(stage.Skipped is { } why ? $"skipped: {why}"
                    : stage.BroughtVersion() ? "first target" : "no version: trains a reward model"),
            ];
        return
        [
            Html.Text(stage.Name()), Html.Text(stage.Opponent ?? Figures.None), Html.Text(Figures.Percent(gate.Before.Overall)),
            Html.Text(Figures.Percent(gate.After.Overall)), Html.Text(Figures.Points(gate.After.Overall - gate.Before.Overall)),
            Html.Text(Figures.Points(gate.MinimumGain)),
            stage.Promoted ? Html.Of($"""<span class="good">promoted</span>""")
                : Html.Of($"""<span class="bad">rejected</span>, {stage.Opponent} stays the target"""),
        ];
    }

    private static Html Controls(IReadOnlyList<StageDetails> stages) => Html.Of($"""
        <h3>Beside a control</h3>
        <p>The control trains on the same winners without the preference term; it is never promoted and does not battle.</p>
        {HtmlTable.Render("Version and control",
            [new("Stage"), new("Trained with", ColumnKind.Name), new("Validation"), new("Arena, greedy"), new("Arena, T=1")],
            stages.SelectMany(s => new[]
            {
                Accuracies(s, "preference term", s.Gate?.After, s.Greedy, s.Sampled),
                Accuracies(s, "winners only", s.Control!.Validation, s.Control.Greedy, s.Control.Sampled),
            }))}
        """);

    private static IReadOnlyList<Html> Accuracies(
        StageDetails stage, string trainedWith, AccuracyDetails? validation, AccuracyDetails greedy, AccuracyDetails sampled) =>
    [
        Html.Text(stage.Name()), Html.Text(trainedWith), Html.Text(Figures.Percent(validation?.Overall ?? double.NaN)),
        Html.Text(Figures.Percent(greedy.Overall)), Html.Text(Figures.Percent(sampled.Overall)),
    ];
}
