using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Endpoints;

/// <summary>The keys of an endpoint and of a budget.</summary>
internal static class EndpointReader
{
    public static EndpointSpec Read(YamlSection endpoint) => new()
    {
        Name = endpoint.Text("name"),
        BaseUrl = endpoint.Text("base_url"),
        KeyEnv = endpoint.OptionalText("key_env"),
        KeyFile = endpoint.OptionalText("key_file"),
        Concurrency = endpoint.Count("concurrency", 8),
        RequestsPerMinute = endpoint.OptionalCount("requests_per_minute"),
        TokensPerMinute = endpoint.OptionalCount("tokens_per_minute"),
        TimeoutSeconds = endpoint.Number("timeout_seconds", Allowed.Positive, 120),
        MaxRetries = endpoint.OptionalWhole("max_retries", 0, 100) ?? 5,
        Budget = endpoint.OptionalSection("budget", ReadBudget),
    };

    public static BudgetSpec ReadBudget(YamlSection budget) => new(
        budget.OptionalNumber("max_cost", Allowed.NotNegative),
        budget.OptionalWhole("max_tokens", 1L, long.MaxValue));
}
