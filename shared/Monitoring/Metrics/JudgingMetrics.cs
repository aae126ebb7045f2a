using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>Verdicts of judges.</summary>
public static class JudgingMetrics
{
    private static readonly InstrumentSet Set = new("Judging", ArenaMetrics.Registry);

    private static readonly ICollector<ICounter> Battles = Set.Counter(
        "arena_verdicts_total",
        "Battles judged, by the judge, its kind and the verdict: model_a, model_b, tie, both_bad, inconsistent (the games name different winners) or failed",
        "judge", "kind", "verdict");

    private static readonly ICollector<ICounter> Failures = Set.Counter(
        "arena_judge_failures_total", "Battles without a verdict, by reason", "judge", "reason");

    private static readonly ICollector<ICounter> Unread = Set.Counter(
        "arena_judge_parse_failures_total", "Replies of a judge that could not be read or gave no verdict, by reason; another try may have given one",
        "judge", "reason");

    private static readonly ICollector<ICounter> Flips = Set.Counter(
        "arena_judge_flips_total", "Battles whose two games, with positions swapped, name different winners, whatever the rules make of it", "judge");

    private static readonly ICollector<IHistogram> Duration = Set.Histogram(
        "arena_judge_chunk_duration_seconds", "Judging of a chunk of battles, which are judged all at once", ArenaMetrics.Seconds, "judge", "kind");

    public static IReadOnlyList<Instrument> Instruments => Set.All;

    public static void Judged(JudgeReference judge, IReadOnlyList<VerdictResult> units, TimeSpan took)
    {
        var (name, kind) = (judge.Name, judge.Kind);
        Duration.WithLabels(name, kind).Observe(took.TotalSeconds);
        foreach (var unit in units)
        {
            Battles.WithLabels(name, kind, unit.Failure is not null ? "failed" : Word(unit.Winner.ToString())).Inc();
            if (unit.Failure is not null) Failures.WithLabels(name, Word(unit.FailureClass?.ToString() ?? "other")).Inc();
            else if (unit.Games is [var first, var second] && (first.ScoreA - first.ScoreB) * (second.ScoreA - second.ScoreB) < 0)
                Flips.WithLabels(name).Inc();
            foreach (var reply in unit.Replies())
                if (reply.Failure is { } reason) Unread.WithLabels(name, Word(reason.ToString())).Inc();
        }
    }

    private static string Word(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
