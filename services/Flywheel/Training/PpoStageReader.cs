using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Training;

/// <summary>The keys of a stage of kind <c>ppo</c>.</summary>
internal static class PpoStageReader
{
    public static IStage Read(StageKeys stage)
    {
        var iteration = stage.Iteration();
        return new PpoStage
        {
            Iteration = iteration,
            Name = stage.Name(PpoStage.StageLabel, iteration),
            Prompts = stage.Section.OptionalText("prompts"),
            ReusePrompts = stage.ReusePrompts(),
            TrainRewardModel = stage.Section.OptionalSection(
                "train_reward_model", model => RewardModelStageReader.ReadTraining(stage.Of(model), iteration)),
            RewardModel = stage.Section.OptionalText("reward_model"),
            Recipe = stage.Recipe("ppo", TrainingAlgorithm.Ppo),
            Gate = stage.Gate(),
        };
    }
}
