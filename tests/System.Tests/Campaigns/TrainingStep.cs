using System.Globalization;
using System.Text.RegularExpressions;
using ArenaLearning.Flywheel.Campaigns;

namespace ArenaLearning.System.Tests.Campaigns;

/// <summary>How far one training job is, as a line of <c>arena run</c> tells it.</summary>
/// <param name="Model">For example <c>DPO-I1</c> or <c>RM-I1</c>.</param>
internal sealed partial record TrainingStep(string Model, int Step)
{
    /// <returns>The training steps among the lines, in their order.</returns>
    public static IEnumerable<TrainingStep> In(IEnumerable<string> lines) =>
        from line in lines
        let match = Line().Match(line)
        where match.Success
        select new TrainingStep(match.Groups["model"].Value, int.Parse(match.Groups["step"].Value, CultureInfo.InvariantCulture));

    /// <summary>The most steps of this job that a crash may repeat.</summary>
    public int SaveEverySteps(TrainingSpec training) => Model.Split('-') switch
    {
        ["SFT", "I0"] => training.Initial.SaveEverySteps,
        ["SFT", ..] => training.Sft.SaveEverySteps,
        ["DPO", ..] => training.Dpo.SaveEverySteps,
        ["RM", ..] => training.RewardModel.SaveEverySteps,
        ["PPO", ..] => training.Ppo.SaveEverySteps,
        _ => throw new InvalidOperationException($"'{Model}' names no algorithm of training."),
    };

    [GeneratedRegex(@"\btraining (?<model>[A-Z]+-I\d+)\D*(?<step>\d+) ?(?:/|of) ?\d+")]
    private static partial Regex Line();
}
