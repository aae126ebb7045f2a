namespace ArenaLearning.DataMining.NearDuplicates;

/// <summary>What counts as a near duplicate, and how hard it is looked for.</summary>
/// <param name="Threshold">Two texts are near duplicates where the Jaccard similarity of their sets of shingles is at least this; above 0, at most 1.</param>
/// <param name="ShingleWords">Words in a shingle.</param>
/// <param name="Permutations">Length of a MinHash signature; a multiple of 8.</param>
/// <param name="Recall">Least probability of finding a pair whose similarity is exactly the threshold; pairs above it are found more surely.</param>
/// <param name="Seed">Of the permutations.</param>
public sealed record NearDuplicateSettings(
    double Threshold = 0.7, int ShingleWords = 5, int Permutations = 128, double Recall = 0.99, long Seed = 1);

/// <summary>Two texts, by index, and their exact Jaccard similarity; <c>First &lt; Second</c>.</summary>
public readonly record struct NearDuplicatePair(int First, int Second, double Similarity);
