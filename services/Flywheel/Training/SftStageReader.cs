using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Training;

/// <summary>The keys of a stage of kind <c>sft</c>.</summary>
internal static class SftStageReader
{
    public static IStage Read(StageKeys stage)
    {
        var iteration = stage.Iteration();
        return new SftStage
        {
            Iteration = iteration,
            Name = stage.Name(SftStage.StageLabel, iteration),
            Prompts = stage.Prompts(),
            ReusePrompts = stage.ReusePrompts(),
            Samples = stage.Samples("sft", samples => samples.Sft),
            Gap = stage.Gap("sft_gap", mining => mining.SftGap, iteration),
            From = stage.From(),
            Recipe = stage.Recipe("sft", TrainingAlgorithm.Sft),
            Gate = stage.Gate(),
        };
    }
}
