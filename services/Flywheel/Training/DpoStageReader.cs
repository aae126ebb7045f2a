using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Training;

/// <summary>The keys of a stage of kind <c>dpo</c>.</summary>
internal static class DpoStageReader
{
    public static IStage Read(StageKeys stage)
    {
        var iteration = stage.Iteration();
        return new DpoStage
        {
            Iteration = iteration,
            Name = stage.Name(DpoStage.StageLabel, iteration),
            Prompts = stage.Prompts(),
            ReusePrompts = stage.ReusePrompts(),
            Samples = stage.Samples("dpo", samples => samples.Dpo),
            Gap = stage.Gap("dpo_gap", mining => mining.DpoGap, iteration),
            Recipe = stage.Recipe("dpo", TrainingAlgorithm.Dpo),
            Control = stage.Section.Flag("control", stage.Defaults.Training.DpoControl),
            Gate = stage.Gate(),
        };
    }
}
