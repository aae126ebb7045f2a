using ArenaLearning.DataMining.Cleaning;
using ArenaLearning.DataMining.Embeddings;

namespace ArenaLearning.DataMining.TestSets;

/// <summary><c>manifest.json</c>: what was built, from what and how. It holds no time, so the same build has the same manifest.</summary>
/// <param name="Format">1.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Settings">As used, after scaling down.</param>
/// <param name="Read">Rows read; <paramref name="Kept"/> and <paramref name="Dropped"/> sum to it.</param>
/// <param name="Dropped">Rows dropped, by reason; every reason is there.</param>
/// <param name="Sets">By name of the file without its extension.</param>
/// <param name="Messages">What a person should know before using the sets.</param>
public sealed record TestSetManifest(
    int Format, string Version, TestSetSettings Settings, IReadOnlyList<ManifestInput> Inputs, IReadOnlyList<ManifestInput> Benchmarks,
    ManifestRules Rules, EmbeddingDescription Embeddings, ManifestClusters Clusters, ManifestDifficulty? Difficulty,
    int Read, int Kept, IReadOnlyDictionary<DropReason, int> Dropped, IReadOnlyDictionary<string, ManifestSet> Sets, IReadOnlyList<string> Messages);

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
