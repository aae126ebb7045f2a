using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>Random samples of clusters.</summary>
internal static class ClusterSampling
{
    /// <summary>Each cluster's rows in random order. A cluster's order depends on the seed, its number and its rows alone.</summary>
    /// <param name="assignments">The cluster of each row.</param>
    /// <returns>By cluster: indices of rows.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Shuffled(IReadOnlyList<int> assignments, int clusters, long seed)
    {
        var members = Enumerable.Range(0, assignments.Count).ToLookup(row => assignments[row]);
        return [.. Enumerable.Range(0, clusters).Select(cluster =>
        {
            var rows = members[cluster].ToList();
            SplitMix64.Stream(seed, $"cluster {cluster}").Shuffle(rows);
            return rows;
        })];
    }
}
