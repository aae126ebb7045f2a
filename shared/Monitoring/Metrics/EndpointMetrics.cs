using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>What endpoints are asked, and what it costs.</summary>
public static class EndpointMetrics
{
    private static readonly InstrumentSet Set = new("Generation, Judging", ArenaMetrics.Registry);

    private static readonly ICollector<ICounter> Requests = Set.Counter(
        "arena_endpoint_requests_total", "Replies wanted of an endpoint's model, by what came of it: answered or failed", "endpoint", "model", "outcome");

    private static readonly ICollector<IHistogram> Duration = Set.Histogram(
        "arena_endpoint_request_duration_seconds", "A request to an endpoint that was answered, without waiting for its limits", ArenaMetrics.Seconds,
        "endpoint", "model");

    private static readonly ICollector<ICounter> Tokens = Set.Counter(
        "arena_tokens_total", "Tokens that were paid for, by direction: prompt or response", "endpoint", "model", "direction");

    private static readonly ICollector<ICounter> Cost = Set.Counter(
        "arena_cost_usd_total", "US dollars at the prices of campaign files", "endpoint", "model");

    private static readonly ICollector<ICounter> Cache = Set.Counter(
        "arena_cache_requests_total", "Replies looked for in the cache, by result: hit or miss", "model", "result");

    public static IReadOnlyList<Instrument> Instruments => Set.All;

    /// <param name="seconds">Of the request itself.</param>
    public static void Answered(string endpoint, string model, double seconds, long promptTokens, long responseTokens, decimal costUsd)
    {
        Requests.WithLabels(endpoint, model, "answered").Inc();
        Duration.WithLabels(endpoint, model).Observe(ArenaMetrics.Countable(seconds));
        Tokens.WithLabels(endpoint, model, "prompt").Inc(ArenaMetrics.Countable(promptTokens));
        Tokens.WithLabels(endpoint, model, "response").Inc(ArenaMetrics.Countable(responseTokens));
        Cost.WithLabels(endpoint, model).Inc(ArenaMetrics.Countable((double)costUsd));
    }

    public static void Failed(string endpoint, string model) => Requests.WithLabels(endpoint, model, "failed").Inc();

    public static void LookedUp(string model, bool isHit) => Cache.WithLabels(model, isHit ? "hit" : "miss").Inc();
}
