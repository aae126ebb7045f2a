using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;

namespace ArenaLearning.Flywheel.Training;

/// <summary>What the campaign is played with, the same from first to last.</summary>
/// <param name="Sets">Prompt sets by name; D0 is no prompt set but SFT rows.</param>
/// <param name="Tokenizer">Folder with the tokenizer of the target.</param>
/// <param name="Learner">What the target can say, where a competitor has words of its own; null where all share one vocabulary.</param>
public sealed record Field(
    PromptSetsBuilt Prompts, IReadOnlyDictionary<string, PromptSet> Sets, ArtifactReference InitialRows,
    IReadOnlyList<ContestantReference> Competitors, ArtifactReference Tokenizer, LearnerVocabulary? Learner)
{
    public const string InitialSet = "D0";
    public const string ArenaDiverse = "arena-diverse", ArenaHard = "arena-hard";

    private const string ValidationSet = "validation";

    /// <summary>Names under which rounds are played on prompts that are no part of the training data.</summary>
    public static IReadOnlyList<string> SetNames { get; } = [ValidationSet, ArenaDiverse, ArenaHard];

    public PromptSet Validation => Sets[ValidationSet];
    public IReadOnlyList<PromptSet> Arena => [Sets[ArenaDiverse], Sets[ArenaHard]];
}
