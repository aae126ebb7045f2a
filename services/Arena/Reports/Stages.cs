using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Reports;

/// <summary>What the report calls a stage and what came of it.</summary>
internal static class Stages
{
    /// <summary>For example <c>DPO-I2</c>, also where the stage brought no new version.</summary>
    public static string Name(this StageResult stage) => $"{stage.Stage}-I{stage.Iteration}";

    public static string Name(this StageDetails stage) => $"{stage.Stage}-I{stage.Iteration}";

    /// <summary>A stage without training keeps the target, and with it the name of an earlier version.</summary>
    public static bool WasSkipped(this StageResult stage) => stage.Contestant != stage.Name();

    public static string Outcome(this StageResult stage) =>
        stage.WasSkipped() ? "skipped" : stage.Promoted ? "promoted" : "rejected";

    public static Html OutcomeMark(this StageResult stage) => stage.Outcome() switch
    {
        "promoted" => Html.Of($"""<span class="good">promoted</span>"""),
        "rejected" => Html.Of($"""<span class="bad">rejected</span>"""),
        var other => Html.Text(other),
    };
}
