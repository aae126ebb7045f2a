using Microsoft.Extensions.AI;

namespace ArenaLearning.DataMining.Embeddings;

/// <summary>Embeds each text once, however often it is asked for. For one caller at a time.</summary>
public sealed class EmbeddingCache(IEmbeddingGenerator<string, Embedding<float>> generator, int concurrency)
{
    private readonly Dictionary<string, float[]> rows = new(StringComparer.Ordinal);

    /// <inheritdoc cref="TextEmbedding.EmbedAsync"/>
    public async Task<EmbeddingMatrix> EmbedAsync(IReadOnlyList<string> texts, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var missing = texts.Where(text => !rows.ContainsKey(text)).Distinct(StringComparer.Ordinal).ToArray();
        var embedded = await TextEmbedding.EmbedAsync(generator, missing, concurrency, progress, cancellationToken);
        foreach (var (i, text) in missing.Index()) rows[text] = embedded[i];
        return new([.. texts.Select(text => rows[text])]);
    }
}
