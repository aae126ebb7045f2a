using ArenaLearning.Contracts.Artifacts;
using Microsoft.Extensions.AI;

namespace ArenaLearning.DataMining.Embeddings;

/// <summary>Where embeddings come from: an endpoint, a local model, or, where both are null, the fallback without a model.</summary>
public sealed record EmbeddingSettings(OpenAiEndpoint? Endpoint = null, OnnxModel? Onnx = null, int Concurrency = 4);

/// <param name="Kind"><c>openai</c>, <c>onnx</c> or <c>hashed n-grams (fallback)</c>.</param>
/// <param name="Model">Name at the endpoint or path.</param>
/// <param name="Sha256">Of the model's file.</param>
public sealed record EmbeddingDescription(string Kind, string? Model, string? Url, string? Sha256);

/// <summary>A generator and what a manifest says of it.</summary>
public sealed record EmbeddingSource(IEmbeddingGenerator<string, Embedding<float>> Generator, EmbeddingDescription Description) : IDisposable
{
    public bool IsFallback => Generator is HashedNGramEmbeddings;

    /// <exception cref="InvalidDataException">The local model cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The key of the endpoint is missing.</exception>
    public static async Task<EmbeddingSource> CreateAsync(EmbeddingSettings settings, CancellationToken cancellationToken = default)
    {
        if (settings.Endpoint is { } endpoint)
            return new(endpoint.Embeddings(), new("openai", endpoint.Model, endpoint.BaseUrl.AbsoluteUri, null));
        if (settings.Onnx is { } onnx)
            return new(new OnnxEmbeddings(onnx), new("onnx", onnx.Model, null, await ContentHash.OfFileAsync(onnx.Model, cancellationToken)));
        return new(new HashedNGramEmbeddings(), new("hashed n-grams (fallback)", null, null, null));
    }

    public void Dispose() => Generator.Dispose();
}
