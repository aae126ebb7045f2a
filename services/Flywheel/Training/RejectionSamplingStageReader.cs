using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Training;

/// <summary>The keys of a stage of kind <c>rejection_sampling</c>.</summary>
internal static class RejectionSamplingStageReader
{
    public static IStage Read(StageKeys stage)
    {
        var iteration = stage.Iteration();
        return new RejectionSamplingStage
        {
            Iteration = iteration,
            Name = stage.Name(RejectionSamplingStage.StageLabel, iteration),
            Prompts = stage.Prompts(),
            ReusePrompts = stage.ReusePrompts(),
            // Samples of which only one is judged cannot be told apart.
            Samples = stage.Section.Whole("samples", 2, StageKeys.MostSamples),
            Temperature = stage.Section.OptionalNumber("temperature", Allowed.Positive),
            Competitors = stage.Section.Flag("competitors", false),
            MinimumScore = stage.Section.OptionalNumber("minimum_score", Allowed.From(1, 10)),
            Gap = stage.Section.Number("gap", StageKeys.GapAllowed, 0),
            From = stage.From(),
            Recipe = stage.Recipe("sft", TrainingAlgorithm.Sft),
            Gate = stage.Gate(),
        };
    }
}
