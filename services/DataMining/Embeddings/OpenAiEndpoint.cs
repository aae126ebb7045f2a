using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace ArenaLearning.DataMining.Embeddings;

/// <summary>An OpenAI-compatible endpoint: a vendor, vLLM, Ollama, llama.cpp's server.</summary>
/// <param name="BaseUrl">Up to and with <c>/v1</c>.</param>
/// <param name="KeyVariable">Environment variable that holds the key; null for an endpoint without keys. The key itself is in no setting and no file.</param>
public sealed record OpenAiEndpoint(Uri BaseUrl, string Model, string? KeyVariable = null)
{
    /// <summary>The client repeats on 408, 429, 5xx and lost connections, waits longer each time, and honours Retry-After.</summary>
    private const int Retries = 5;

    /// <param name="http">Null for one of its own.</param>
    /// <exception cref="InvalidOperationException">The key's variable is not set.</exception>
    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(HttpClient? http = null) =>
        Client(http).GetEmbeddingClient(Model).AsIEmbeddingGenerator();

    /// <inheritdoc cref="Embeddings"/>
    public IChatClient Chat(HttpClient? http = null) => Client(http).GetChatClient(Model).AsIChatClient();

    private OpenAIClient Client(HttpClient? http)
    {
        var options = new OpenAIClientOptions { Endpoint = BaseUrl, RetryPolicy = new ClientRetryPolicy(Retries) };
        if (http is not null) options.Transport = new HttpClientPipelineTransport(http);
        return new(new ApiKeyCredential(Key()), options);
    }

    private string Key()
    {
        // The client wants a key; endpoints without keys ignore it.
        if (KeyVariable is null) return "none";
        return Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key
            : throw new InvalidOperationException($"the environment variable {KeyVariable} is not set: put the key of {BaseUrl} there");
    }
}
