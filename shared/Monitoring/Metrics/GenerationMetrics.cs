using ArenaLearning.Contracts.Messages;
using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>Answers of contestants.</summary>
public static class GenerationMetrics
{
    private static readonly InstrumentSet Set = new("Generation", ArenaMetrics.Registry);

    private static readonly ICollector<ICounter> Responses = Set.Counter(
        "arena_responses_total", "Units answered, by the contestant, its kind and the outcome: answered, cached or failed", "contestant", "kind", "outcome");

    private static readonly ICollector<ICounter> Tokens = Set.Counter(
        "arena_response_tokens_total", "Tokens of contestants' answers, of local checkpoints too", "contestant", "kind");

    private static readonly ICollector<IHistogram> Duration = Set.Histogram(
        "arena_response_duration_seconds", "One answer, without waiting in queues", ArenaMetrics.Seconds, "contestant", "kind");

    public static IReadOnlyList<Instrument> Instruments => Set.All;

    public static void Answered(ContestantReference contestant, IReadOnlyList<ResponseResult> units)
    {
        var (name, kind) = (contestant.Name, contestant.Kind);
        foreach (var unit in units)
        {
            var outcome = unit.Failure is not null ? "failed" : unit.FromCache ? "cached" : "answered";
            Responses.WithLabels(name, kind, outcome).Inc();
            if (outcome != "answered") continue;
            Tokens.WithLabels(name, kind).Inc(ArenaMetrics.Countable(unit.ResponseTokens));
            Duration.WithLabels(name, kind).Observe(ArenaMetrics.Countable(unit.LatencySeconds));
        }
    }
}
