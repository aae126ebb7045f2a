using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Training;

/// <summary>The keys of a stage of kind <c>initial</c>.</summary>
internal static class InitialStageReader
{
    public static IStage Read(StageKeys stage) => new InitialStage
    {
        Name = stage.Section.Text("name", InitialStage.DefaultName),
        Recipe = stage.Recipe("initial", TrainingAlgorithm.Sft),
    };
}
