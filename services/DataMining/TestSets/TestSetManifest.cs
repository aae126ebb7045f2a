using ArenaLearning.DataMining.Cleaning;
using ArenaLearning.DataMining.Embeddings;

namespace ArenaLearning.DataMining.TestSets;

/// <summary><c>manifest.json</c>: what was built, from what and how. It holds no time, so the same build has the same manifest.</summary>
public sealed record TestSetManifest
{
    /// <summary>1.</summary>
    public required int Format { get; init; }

    /// <summary>Of the program.</summary>
    public required string Version { get; init; }

    /// <summary>As used, after scaling down.</summary>
    public required TestSetSettings Settings { get; init; }
    public required IReadOnlyList<ManifestInput> Inputs { get; init; }

    public required IReadOnlyList<ManifestInput> Benchmarks { get; init; }
    public required ManifestRules Rules { get; init; }

    public required EmbeddingDescription Embeddings { get; init; }
    public required ManifestClusters Clusters { get; init; }

    public ManifestDifficulty? Difficulty { get; init; }

    /// <summary>Rows read; <see cref="Kept"/> and <see cref="Dropped"/> sum to it.</summary>
    public required int Read { get; init; }
    public required int Kept { get; init; }

    /// <summary>Rows dropped, by reason; every reason is there.</summary>
    public required IReadOnlyDictionary<DropReason, int> Dropped { get; init; }

    /// <summary>By name of the file without its extension.</summary>
    public required IReadOnlyDictionary<string, ManifestSet> Sets { get; init; }

    /// <summary>What a person should know before using the sets.</summary>
    public required IReadOnlyList<string> Messages { get; init; }
}

/// <param name="Rows">Rows that could be read.</param>
/// <param name="Problems">Rows that could not.</param>
/// <param name="Responses">Rows that came with an answer.</param>
public sealed record ManifestInput(string File, string Sha256, int Rows, int Problems, int Responses);

public sealed record ManifestRules(string Source, string Sha256, int Rules);

/// <param name="Inertia">Sum of squared distances of embeddings of unit length to their centroids.</param>
public sealed record ManifestClusters(int Clusters, int Iterations, bool Converged, double Inertia, int Smallest, int Largest);

/// <param name="Failed">Ratings that failed, by reason.</param>
/// <param name="LeastChosen">Least difficulty in the Hard set.</param>
public sealed record ManifestDifficulty(string Rater, int Rated, IReadOnlyDictionary<string, int> Failed, double? MeanRated, double? LeastChosen);

public sealed record ManifestSet(string File, int Rows, string Sha256);

/// <summary>A row of <c>difficulty.jsonl</c>.</summary>
public sealed record RatedPrompt(string Id, double? Difficulty, string? Reason, string? Failure);
