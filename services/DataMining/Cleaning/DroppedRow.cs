using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Import;

namespace ArenaLearning.DataMining.Cleaning;

/// <summary>Why a row is not in the pool, in the order of the steps.</summary>
public enum DropReason
{
    /// <summary>It could not be read.</summary>
    Unreadable,
    /// <summary>Its file gave it an id that an earlier row has.</summary>
    RepeatedId,
    ToxicOrIllegal,
    TooShort,
    SamePrefix,
    NearDuplicate,
    /// <summary>Among the nearest to an item of a benchmark.</summary>
    Contaminated,
    NotEnglish,
}

/// <summary>A row of <c>dropped.jsonl</c>.</summary>
/// <param name="Detail">The rule that matched, the length, the language: what the reason alone does not say.</param>
/// <param name="CollidesWith">The row that was kept in its place, or the benchmark item.</param>
/// <param name="Row">The prompt; left out where it could not be read.</param>
public sealed record DroppedRow(
    DropReason Reason, string File, int Number, string? Detail, Collision? CollidesWith, PromptRow? Row)
{
    public static DroppedRow Of(PoolPrompt prompt, DropReason reason, string? detail = null, Collision? collidesWith = null) =>
        new(reason, prompt.Origin.File, prompt.Origin.Number, detail, collidesWith, prompt.Prompt);

    public static DroppedRow Of(ImportProblem problem) => new(
        DropReason.Unreadable, problem.Origin.File, problem.Origin.Number,
        problem.Field.Length == 0 ? problem.What : $"{problem.Field}: {problem.What}", null, null);
}

/// <param name="Similarity">Jaccard for near duplicates, cosine for benchmark items; left out where it is equality.</param>
public sealed record Collision(string Id, string File, int Number, double? Similarity = null)
{
    public static Collision With(PoolPrompt other, double? similarity = null) =>
        new(other.Prompt.Id, other.Origin.File, other.Origin.Number, similarity);
}
