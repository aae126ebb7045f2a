using System.Numerics.Tensors;
using ArenaLearning.DataMining.Embeddings;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.Clustering;

/// <param name="Clusters">k; at least 1, and at most the number of rows.</param>
/// <param name="Tolerance">It stops when an iteration lowers the inertia by less than this share of it.</param>
public sealed record KMeansSettings(int Clusters, long Seed, int MaximumIterations = 100, double Tolerance = 1e-4);

/// <param name="Assignments">The cluster of each row, 0 to k - 1; no cluster is empty.</param>
/// <param name="Inertia">Sum of squared distances to the centroids.</param>
/// <param name="Converged">Whether it stopped by the tolerance, or because nothing changed, and not after the last iteration.</param>
public sealed record KMeansClusters(IReadOnlyList<int> Assignments, double Inertia, int Iterations, bool Converged);

/// <summary>
/// Lloyd's algorithm from k-means++ seeds (Arthur and Vassilvitskii, 2007). Sums run in the order of the rows, and
/// threads share out whole rows or whole clusters, so the result is the same for any number of threads.
/// </summary>
public static class KMeans
{
    public static KMeansClusters Cluster(
        EmbeddingMatrix rows, KMeansSettings settings, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        if (settings.Clusters < 1 || settings.Clusters > rows.Count)
            throw new ArgumentException($"{settings.Clusters} clusters of {rows.Count} rows: give 1 to {rows.Count}", nameof(settings));
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        var centroids = Seeds(rows, settings, options);
        var (clusters, distances) = (new int[rows.Count], new double[rows.Count]);
        Array.Fill(clusters, -1);
        var inertia = double.PositiveInfinity;
        for (var iteration = 1; ; iteration++)
        {
            var changed = Assign(rows, centroids, clusters, distances, options);
            changed |= FillEmptyClusters(centroids.Length, clusters, distances);
            var before = inertia;
            inertia = distances.Sum();
            progress?.Report(iteration);
            var converged = !changed || before - inertia < settings.Tolerance * before;
            if (converged || iteration == settings.MaximumIterations) return new(clusters, inertia, iteration, converged);
            MoveCentroids(rows, centroids, clusters, options);
        }
    }

    /// <summary>Each further seed is a row, drawn with a probability in proportion to its squared distance to the nearest seed so far.</summary>
    private static float[][] Seeds(EmbeddingMatrix rows, KMeansSettings settings, ParallelOptions options)
    {
        var random = SplitMix64.Stream(settings.Seed, "k-means++");
        var seeds = new float[settings.Clusters][];
        seeds[0] = rows.Row(random.Below(rows.Count)).ToArray();
        var distances = new double[rows.Count];
        Array.Fill(distances, double.PositiveInfinity);
        for (var k = 1; k < seeds.Length; k++)
        {
            var newest = seeds[k - 1];
            Parallel.For(0, rows.Count, options, i => distances[i] = Math.Min(distances[i], SquaredDistance(rows.Row(i), newest)));
            seeds[k] = rows.Row(DrawIndex(distances, random)).ToArray();
        }
        return seeds;
    }

    private static int DrawIndex(double[] weights, SplitMix64 random)
    {
        var left = weights.Sum() * ((random.Next() >> 11) * (1.0 / (1UL << 53)));
        for (var i = 0; i < weights.Length; i++)
            if (weights[i] > 0 && (left -= weights[i]) < 0)
                return i;
        // Only copies of seeds are left, or rounding ate the remainder.
        return Array.FindLastIndex(weights, weight => weight > 0) is var last && last >= 0 ? last : random.Below(weights.Length);
    }

    /// <returns>Whether any row changed its cluster. Of equally near centroids the first counts.</returns>
    private static bool Assign(EmbeddingMatrix rows, float[][] centroids, int[] clusters, double[] distances, ParallelOptions options)
    {
        var norms = Array.ConvertAll(centroids, centroid => TensorPrimitives.SumOfSquares<float>(centroid));
        var changed = 0;
        Parallel.For(0, rows.Count, options, i =>
        {
            var row = rows.Row(i);
            var (nearest, least) = (0, float.PositiveInfinity);
            for (var k = 0; k < centroids.Length; k++)
            {
                // |x - c|² without |x|², which is the same for all centroids.
                var distance = norms[k] - 2 * TensorPrimitives.Dot(row, centroids[k]);
                if (distance < least) (nearest, least) = (k, distance);
            }
            if (clusters[i] != nearest) Volatile.Write(ref changed, 1);
            clusters[i] = nearest;
            distances[i] = SquaredDistance(row, centroids[nearest]);
        });
        return changed != 0;
    }

    /// <summary>An empty cluster gets the row that is farthest from its centroid, from a cluster that has others.</summary>
    private static bool FillEmptyClusters(int count, int[] clusters, double[] distances)
    {
        var sizes = new int[count];
        foreach (var cluster in clusters) sizes[cluster]++;
        var filled = false;
        for (var k = 0; k < count; k++)
        {
            if (sizes[k] > 0) continue;
            var farthest = Enumerable.Range(0, clusters.Length).Where(i => sizes[clusters[i]] > 1).MaxBy(i => distances[i]);
            sizes[clusters[farthest]]--;
            (clusters[farthest], distances[farthest], sizes[k], filled) = (k, 0, 1, true);
        }
        return filled;
    }

    private static void MoveCentroids(EmbeddingMatrix rows, float[][] centroids, int[] clusters, ParallelOptions options)
    {
        var members = Enumerable.Range(0, clusters.Length).ToLookup(i => clusters[i]);
        Parallel.For(0, centroids.Length, options, k =>
        {
            var centroid = centroids[k];
            Array.Clear(centroid);
            var count = 0;
            foreach (var i in members[k])
            {
                TensorPrimitives.Add(centroid, rows.Row(i), centroid);
                count++;
            }
            TensorPrimitives.Divide(centroid, count, centroid);
        });
    }

    private static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var distance = TensorPrimitives.Distance(a, b);
        return (double)distance * distance;
    }
}
