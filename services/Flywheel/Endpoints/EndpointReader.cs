using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Endpoints;

/// <summary>The keys of an endpoint and of a budget.</summary>
internal static class EndpointReader
{
    public static EndpointSpec Read(YamlSection endpoint) => new(
        endpoint.Text("name"), endpoint.Text("base_url"), endpoint.OptionalText("key_env"), endpoint.OptionalText("key_file"),
        endpoint.Count("concurrency", 8), endpoint.OptionalCount("requests_per_minute"), endpoint.OptionalCount("tokens_per_minute"),
        endpoint.Number("timeout_seconds", Allowed.Positive, 120), endpoint.OptionalWhole("max_retries", 0, 100) ?? 5,
        endpoint.OptionalSection("budget", ReadBudget));

    public static BudgetSpec ReadBudget(YamlSection budget) => new(
        budget.OptionalNumber("max_cost", Allowed.NotNegative),
        budget.OptionalWhole("max_tokens", 1L, long.MaxValue));
}
