using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Training;

/// <summary>The keys of a stage of kind <c>reward_model</c>.</summary>
internal static class RewardModelStageReader
{
    public static IStage Read(StageKeys stage)
    {
        var iteration = stage.Iteration();
        var training = ReadTraining(stage, iteration);
        return new RewardModelStage
        {
            Iteration = iteration,
            Name = training.Name,
            Prompts = stage.Prompts(),
            ReusePrompts = stage.ReusePrompts(),
            Samples = training.Samples,
            Gap = training.Gap,
            Recipe = training.Recipe,
        };
    }

    /// <summary>The keys that a reward model has as a stage and as part of another.</summary>
    public static RewardModelTraining ReadTraining(StageKeys keys, int iteration) => new(
        keys.Name(RewardModelStage.StageLabel, iteration),
        keys.Samples("ppo", samples => samples.Ppo),
        keys.Gap("reward_gap", mining => mining.RewardGap, iteration),
        keys.Recipe("reward_model", TrainingAlgorithm.RewardModel));
}
