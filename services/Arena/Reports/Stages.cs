using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Reports;

/// <summary>What the report calls a stage and what came of it.</summary>
internal static class Stages
{
    /// <summary>For example <c>DPO-I2</c>, also where the stage brought no new version.</summary>
    public static string Name(this StageResult stage) => stage.Name ?? $"{stage.Stage}-I{stage.Iteration}";

    public static string Name(this StageDetails stage) => stage.Name ?? $"{stage.Stage}-I{stage.Iteration}";

    /// <summary>Whether a version of the target came out, promoted or not.</summary>
    public static bool BroughtVersion(this StageResult stage) => stage.Contestant == stage.Name();

    /// <summary>Whether a version of the target came out, promoted or not.</summary>
    public static bool BroughtVersion(this StageDetails stage) => stage.Training is not null;

    /// <summary>A stage without training keeps the target, and with it the name of an earlier version; so does one that trains a reward model alone.</summary>
    public static bool WasSkipped(this StageResult stage) => !stage.BroughtVersion() && stage.TrainRows == 0;

    public static string Outcome(this StageResult stage) =>
        stage.WasSkipped() ? "skipped" : !stage.BroughtVersion() ? "reward model" : stage.Promoted ? "promoted" : "rejected";

    public static Html OutcomeMark(this StageResult stage) => stage.Outcome() switch
    {
        "promoted" => Html.Of($"""<span class="good">promoted</span>"""),
        "rejected" => Html.Of($"""<span class="bad">rejected</span>"""),
        var other => Html.Text(other),
    };
}
