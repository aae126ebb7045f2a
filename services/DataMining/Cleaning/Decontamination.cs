using System.Numerics.Tensors;
using ArenaLearning.DataMining.Embeddings;

namespace ArenaLearning.DataMining.Cleaning;

/// <summary>An instruction of the pool that is among the nearest of a benchmark item.</summary>
/// <param name="Similarity">Cosine, -1 to 1.</param>
public readonly record struct Contamination(int Pool, int Benchmark, double Similarity);

/// <summary>
/// Finds what a pool shares with benchmarks: for each benchmark item its nearest instructions (Arena Learning: the top
/// five by cosine similarity of embeddings). Compares all with all.
/// </summary>
public static class Decontamination
{
    /// <returns>Each instruction to drop once, with the benchmark item that it is most like; in order of the pool.</returns>
    public static IReadOnlyList<Contamination> Find(
        EmbeddingMatrix pool, EmbeddingMatrix benchmark, int nearest, double? cutoff, CancellationToken cancellationToken = default)
    {
        var found = new Contamination[benchmark.Count][];
        Parallel.For(
            0, benchmark.Count, new() { CancellationToken = cancellationToken }, item => found[item] = Nearest(pool, benchmark, item, nearest, cutoff));
        return
        [
            .. found.SelectMany(one => one).GroupBy(one => one.Pool).OrderBy(group => group.Key)
                .Select(group => group.OrderByDescending(one => one.Similarity).ThenBy(one => one.Benchmark).First()),
        ];
    }

    private static Contamination[] Nearest(EmbeddingMatrix pool, EmbeddingMatrix benchmark, int item, int nearest, double? cutoff)
    {
        // The worst of the best comes out first; of equally similar ones the earlier row is the better.
        var best = new PriorityQueue<int, (float Similarity, int Later)>();
        for (var row = 0; row < pool.Count; row++)
        {
            var similarity = TensorPrimitives.Dot(pool.Row(row), benchmark.Row(item));
            if (similarity < cutoff) continue;
            if (best.Count < nearest) best.Enqueue(row, (similarity, -row));
            else best.EnqueueDequeue(row, (similarity, -row));
        }
        return [.. best.UnorderedItems.Select(one => new Contamination(one.Element, item, one.Priority.Similarity))];
    }
}
