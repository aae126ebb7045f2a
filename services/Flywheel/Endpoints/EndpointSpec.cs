using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Endpoints;

/// <summary>An OpenAI-compatible endpoint; see <see cref="EndpointSettings"/>.</summary>
/// <param name="KeyEnv">Name of the environment variable that holds the key.</param>
/// <param name="KeyFile">Path of a file that holds the key.</param>
/// <param name="Budget">Most that this endpoint may cost.</param>
public sealed record EndpointSpec(
    string Name, string BaseUrl, string? KeyEnv, string? KeyFile, int Concurrency, int? RequestsPerMinute, int? TokensPerMinute,
    double TimeoutSeconds, int MaxRetries, BudgetSpec? Budget)
{
    public EndpointSettings Settings(Func<string, string> resolve) => new(
        Name, BaseUrl, KeyEnv is null && KeyFile is null ? null : new(KeyEnv, KeyFile is null ? null : resolve(KeyFile)),
        Concurrency, RequestsPerMinute, TokensPerMinute, TimeoutSeconds, MaxRetries);
}

/// <summary>Most that may be spent; null for no limit.</summary>
/// <param name="MaxCost">US dollars.</param>
/// <param name="MaxTokens">Prompt and response tokens together.</param>
public sealed record BudgetSpec(double? MaxCost, long? MaxTokens);
