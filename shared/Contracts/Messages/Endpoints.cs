using System.Text.Json.Serialization;

namespace ArenaLearning.Contracts.Messages;

/// <summary>A model behind an OpenAI-compatible endpoint, and how it is asked. It holds no key, only where to find one.</summary>
/// <param name="Endpoint">The endpoint; models of one endpoint share its limits.</param>
/// <param name="Model">Sent as <c>model</c>.</param>
/// <param name="TopP">Sent as <c>top_p</c>; null leaves it out.</param>
/// <param name="SystemPrompt">Put before the conversation; null for none.</param>
/// <param name="ExtraBody">A JSON object whose fields are added to the body of each request; null for none.</param>
/// <param name="InputPrice">US dollars for a million prompt tokens.</param>
/// <param name="OutputPrice">US dollars for a million response tokens.</param>
public sealed record EndpointModel(
    EndpointSettings Endpoint, string Model, double? TopP = null, string? SystemPrompt = null, string? ExtraBody = null,
    decimal InputPrice = 0, decimal OutputPrice = 0)
{
    /// <summary>Fields of a request that <see cref="ExtraBody"/> may not set: they are the program's own.</summary>
    public static IReadOnlyList<string> ReservedFields { get; } = ["model", "messages", "stream", "n"];

    /// <summary>Whether the model's thinking is part of its answers.</summary>
    // Not written where it is the default: a model without the setting stays the model that it was.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ThinkingRule Thinking { get; init; }

    /// <summary>US dollars for so many tokens at the prices of the model.</summary>
    public decimal Cost(long promptTokens, long responseTokens) => ((promptTokens * InputPrice) + (responseTokens * OutputPrice)) / 1_000_000;
}

/// <summary>What becomes of the thinking that a model writes beside its answer.</summary>
public enum ThinkingRule
{
    /// <summary>It is taken out: nobody judges, measures or learns it.</summary>
    Drop,
    /// <summary>It stays; what came in a field of its own is put before the answer, between <c>&lt;think&gt;</c> and <c>&lt;/think&gt;</c>.</summary>
    Keep,
}

/// <summary>An OpenAI-compatible endpoint and its limits, which all workers share.</summary>
/// <param name="Name">Unique in the campaign.</param>
/// <param name="BaseUrl">For example <c>http://localhost:8000/v1</c>.</param>
/// <param name="Key">Where the key is; null where the endpoint asks for none.</param>
/// <param name="Concurrency">Most requests at once.</param>
/// <param name="RequestsPerMinute">Null for no limit.</param>
/// <param name="TokensPerMinute">Prompt and response tokens together; null for no limit.</param>
/// <param name="TimeoutSeconds">For one attempt.</param>
/// <param name="MaxRetries">Tries after the first on 429, 5xx, timeouts and dropped connections.</param>
public sealed record EndpointSettings(
    string Name, string BaseUrl, KeySource? Key, int Concurrency, int? RequestsPerMinute = null, int? TokensPerMinute = null,
    double TimeoutSeconds = 120, int MaxRetries = 5);

/// <summary>Where a process finds a key. The key itself is in no file of a campaign, no message, no log and no result.</summary>
/// <param name="Environment">Name of an environment variable; null where the key is in a file.</param>
/// <param name="File">Path of a file with nothing but the key; null where it is in the environment.</param>
public sealed record KeySource(string? Environment, string? File);
