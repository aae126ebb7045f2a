using System.Globalization;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Training;

/// <summary>
/// What a file without <c>stages</c> stands for: SFT-I0, then SFT, DPO and PPO with a reward model of its own in each iteration, each on a
/// part of the prompts of its own (Table 1 of arXiv 2407.10627).
/// </summary>
internal static class IterationStages
{
    /// <summary>Parts of the prompts that an iteration has.</summary>
    public const int PartsOfIteration = 3;

    /// <summary>Whether the file has all the keys that the stages are made of.</summary>
    public static bool CanBe(TrainingCampaignSpec spec) =>
        spec is { Battles.TargetSamples: not null, Mining: { } mining, Training: { Sft: not null, Dpo: not null, RewardModel: not null, Ppo: not null } }
        && new[] { mining.SftGap, mining.DpoGap, mining.RewardGap }.All(gaps => gaps.Count >= spec.Prompts.Iterations);

    public static IReadOnlyList<IStage> Of(TrainingCampaignSpec spec) =>
    [
        new InitialStage { Name = InitialStage.DefaultName, Recipe = spec.Training.Initial },
        .. Enumerable.Range(1, spec.Prompts.Iterations).SelectMany(iteration => Iteration(spec, iteration)),
    ];

    /// <summary>Prompts of a part, which has its size from its place in its iteration.</summary>
    /// <param name="split">For example <c>D4</c>.</param>
    public static int PromptsOf(string split, ArithmeticPrompts prompts) =>
        ((int.Parse(split.AsSpan(1), CultureInfo.InvariantCulture) - 1) % PartsOfIteration) switch
        {
            0 => prompts.Parts.Sft,
            1 => prompts.Parts.Dpo,
            _ => prompts.Parts.Ppo,
        };

    private static IEnumerable<IStage> Iteration(TrainingCampaignSpec spec, int iteration)
    {
        var (samples, mining, training) = (spec.Battles.TargetSamples!, spec.Mining!, spec.Training);
        var part = PartsOfIteration * (iteration - 1);
        yield return new SftStage
        {
            Name = $"{SftStage.StageLabel}-I{iteration}",
            Iteration = iteration,
            Prompts = $"D{part + 1}",
            Samples = samples.Sft,
            Gap = mining.SftGap[iteration - 1],
            From = training.SftFrom,
            Recipe = training.Sft!,
            Gate = spec.Gate,
        };
        yield return new DpoStage
        {
            Name = $"{DpoStage.StageLabel}-I{iteration}",
            Iteration = iteration,
            Prompts = $"D{part + 2}",
            Samples = samples.Dpo,
            Gap = mining.DpoGap[iteration - 1],
            Recipe = training.Dpo!,
            Control = training.DpoControl,
            Gate = spec.Gate,
        };
        yield return new PpoStage
        {
            Name = $"{PpoStage.StageLabel}-I{iteration}",
            Iteration = iteration,
            Prompts = $"D{part + 3}",
            TrainRewardModel = new($"{RewardModelStage.StageLabel}-I{iteration}", samples.Ppo, mining.RewardGap[iteration - 1], training.RewardModel!),
            Recipe = training.Ppo!,
            Gate = spec.Gate,
        };
    }
}
