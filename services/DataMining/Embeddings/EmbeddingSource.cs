using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Clients;
using ArenaLearning.Endpoints.Failures;
using ArenaLearning.Endpoints.Settings;
using Microsoft.Extensions.AI;

namespace ArenaLearning.DataMining.Embeddings;

/// <summary>Where embeddings come from: an endpoint, a local model, or, where both are null, the fallback without a model.</summary>
public sealed record EmbeddingSettings(EndpointModel? Endpoint = null, OnnxModel? Onnx = null, int Concurrency = 4);

/// <param name="Kind"><c>openai</c>, <c>onnx</c> or <c>hashed n-grams (fallback)</c>.</param>
/// <param name="Model">Name at the endpoint or path.</param>
/// <param name="Sha256">Of the model's file.</param>
public sealed record EmbeddingDescription(string Kind, string? Model, string? Url, string? Sha256);

/// <summary>A generator and what a manifest says of it.</summary>
public sealed record EmbeddingSource(IEmbeddingGenerator<string, Embedding<float>> Generator, EmbeddingDescription Description) : IDisposable
{
    public bool IsFallback => Generator is HashedNGramEmbeddings;

    /// <exception cref="InvalidDataException">The local model cannot be used.</exception>
    /// <exception cref="EndpointException">The settings of the endpoint cannot be used, or its key is missing.</exception>
    public static async Task<EmbeddingSource> CreateAsync(EmbeddingSettings settings, EndpointClients endpoints, CancellationToken cancellationToken = default)
    {
        if (settings.Endpoint is { } model)
        {
            EndpointKey.Read(model.Endpoint);
            return new(endpoints.Embeddings(model), new("openai", model.Model, model.Endpoint.BaseUrl, null));
        }
        return await LocalAsync(settings, cancellationToken);
    }

    /// <summary>Embeddings without an endpoint.</summary>
    /// <exception cref="InvalidDataException">The local model cannot be used.</exception>
    public static async Task<EmbeddingSource> LocalAsync(EmbeddingSettings settings, CancellationToken cancellationToken = default)
    {
        if (settings.Onnx is { } onnx)
            return new(new OnnxEmbeddings(onnx), new("onnx", onnx.Model, null, await ContentHash.OfFileAsync(onnx.Model, cancellationToken)));
        return new(new HashedNGramEmbeddings(), new("hashed n-grams (fallback)", null, null, null));
    }

    public void Dispose() => Generator.Dispose();
}
