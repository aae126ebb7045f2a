using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>How difficult a prompt is, or why nobody knows.</summary>
/// <param name="Difficulty">The higher the harder; null where rating failed. Comparable only within one rater.</param>
public sealed record DifficultyRating(double? Difficulty, string? Reason = null, string? Failure = null)
{
    public static DifficultyRating Failed(string failure) => new(null, Failure: failure);
}

/// <summary>Rates the difficulty of prompts.</summary>
public interface IDifficultyRater
{
    /// <summary>What rates and in what unit, for the manifest.</summary>
    string Description { get; }

    /// <summary>Ratings under way at once that it bears.</summary>
    int Concurrency { get; }

    /// <summary>A failure of one prompt is a rating that says so, not an exception.</summary>
    Task<DifficultyRating> RateAsync(PromptRow prompt, CancellationToken cancellationToken = default);
}
