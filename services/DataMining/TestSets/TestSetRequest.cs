using ArenaLearning.DataMining.Cleaning;
using ArenaLearning.DataMining.Embeddings;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>What to build test sets from.</summary>
/// <param name="Files">Prompt files of the pool, in the order in which the first of two duplicates is kept.</param>
/// <param name="Benchmarks">Prompt files that training must not see.</param>
/// <param name="RulesSource">Where the rules came from, for the manifest.</param>
/// <param name="Rater">Null: there is no Hard set.</param>
public sealed record TestSetRequest(
    IReadOnlyList<string> Files, IReadOnlyList<string> Benchmarks, string OutputFolder, TestSetSettings Settings,
    RuleList Rules, string RulesSource, EmbeddingSource Embeddings, IDifficultyRater? Rater)
{
    /// <summary>Batches of texts under way at once.</summary>
    public int EmbeddingConcurrency { get; init; } = 4;
}

/// <summary>How far a build is.</summary>
/// <param name="Total">0 where it is not known.</param>
public readonly record struct TestSetProgress(string Step, int Done = 0, int Total = 0);
