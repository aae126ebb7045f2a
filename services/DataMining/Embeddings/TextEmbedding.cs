using Microsoft.Extensions.AI;

namespace ArenaLearning.DataMining.Embeddings;

/// <summary>Embeds many texts, a batch at a time.</summary>
internal static class TextEmbedding
{
    private const int BatchSize = 64;

    /// <param name="concurrency">Batches under way at once.</param>
    /// <param name="progress">Told how many texts are done.</param>
    /// <returns>Row i is the embedding of text i.</returns>
    /// <exception cref="InvalidDataException">The generator does not give one embedding for each text.</exception>
    public static async Task<float[][]> EmbedAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, IReadOnlyList<string> texts, int concurrency,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var rows = new float[texts.Count][];
        var done = 0;
        await Parallel.ForEachAsync(
            texts.Index().Chunk(BatchSize), new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (batch, token) =>
            {
                var embeddings = await generator.GenerateAsync(batch.Select(text => text.Item), cancellationToken: token);
                if (embeddings.Count != batch.Length)
                    throw new InvalidDataException(
                        $"asked for {batch.Length} embeddings and got {embeddings.Count}: the endpoint does not answer batches as /v1/embeddings should");
                for (var i = 0; i < batch.Length; i++) rows[batch[i].Index] = embeddings[i].Vector.ToArray();
                progress?.Report(Interlocked.Add(ref done, batch.Length));
            });
        return rows;
    }
}
