using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Endpoints;

/// <summary>An OpenAI-compatible endpoint; see <see cref="EndpointSettings"/>. None of it is a part of what a campaign is.</summary>
public sealed record EndpointSpec
{
    public required string Name { get; init; }
    public required string BaseUrl { get; init; }

    /// <summary>Name of the environment variable that holds the key.</summary>
    public string? KeyEnv { get; init; }

    /// <summary>Path of a file that holds the key.</summary>
    public string? KeyFile { get; init; }

    public int Concurrency { get; init; }
    public int? RequestsPerMinute { get; init; }
    public int? TokensPerMinute { get; init; }
    public double TimeoutSeconds { get; init; }
    public int MaxRetries { get; init; }

    /// <summary>Most that this endpoint may cost.</summary>
    public BudgetSpec? Budget { get; init; }

    public EndpointSettings Settings(Func<string, string> resolve) => new(
        Name, BaseUrl, KeyEnv is null && KeyFile is null ? null : new(KeyEnv, KeyFile is null ? null : resolve(KeyFile)),
        Concurrency, RequestsPerMinute, TokensPerMinute, TimeoutSeconds, MaxRetries);
}
