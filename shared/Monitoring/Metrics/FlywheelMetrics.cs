using System.Collections.Concurrent;
using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>Campaigns, their units and their money.</summary>
public static class FlywheelMetrics
{
    private static readonly InstrumentSet Set = new("Flywheel", ArenaMetrics.Registry);

    private static readonly Gauge Running = Set.LastingGauge("arena_campaigns_running", "Campaigns that this process drives");

    private static readonly ICollector<ICounter> Ended = Set.Counter(
        "arena_campaigns_ended_total", "Campaigns that ended, by outcome: completed, stopped or interrupted", "outcome");

    private static readonly ICollector<ICounter> Results = Set.Counter(
        "arena_ledger_results_total", "Units whose results workers sent, copies included, by kind (response or verdict) and outcome (recorded or failed)",
        "kind", "outcome");

    private static readonly ICounter LeaseLosses = Set.PlainCounter("arena_ledger_lease_losses_total", "Ledgers whose lease was lost while a campaign ran");

    private static readonly ICollector<IHistogram> Writes = Set.Histogram(
        "arena_ledger_write_duration_seconds", "Recording of a chunk's results", ArenaMetrics.Seconds, "kind");

    private static readonly Gauge SharedBudgetLeft = Set.LastingGauge(
        "arena_budget_left_usd", "What is left of the budget of all campaigns together; absent where there is none");

    private static readonly Gauge LeastBudgetLeft = Set.LastingGauge(
        "arena_campaign_budget_left_ratio",
        "What is left of the running campaigns' own budgets, of that which is nearest to its end; absent where none has one");

    private static readonly ICollector<ICounter> Gated = Set.Counter(
        "arena_gate_versions_total", "Versions that came to the promotion gate, by outcome: promoted or rejected", "outcome");

    private static readonly CampaignGauge GateAccuracy = Set.GaugeOfCampaigns(
        "arena_gate_accuracy_ratio",
        "Accuracy on the validation split of a version at the gate and of the target before it. Campaigns that name versions alike share it", "contestant");

    private static readonly ConcurrentDictionary<string, double?> Campaigns = new(StringComparer.Ordinal);

    public static IReadOnlyList<Instrument> Instruments => Set.All;

    /// <param name="campaign">Its id, by which its end is known; it is told to nobody.</param>
    public static void Begins(string campaign)
    {
        Campaigns[campaign] = null;
        Running.Set(Campaigns.Count);
    }

    /// <param name="outcome"><c>completed</c>, <c>stopped</c> or <c>interrupted</c>; null where another process leads it.</param>
    public static void Ends(string campaign, string? outcome)
    {
        Campaigns.TryRemove(campaign, out _);
        GateAccuracy.End(campaign);
        Running.Set(Campaigns.Count);
        if (outcome is not null) Ended.WithLabels(outcome).Inc();
        TellLeast();
    }

    /// <param name="ownLeft">Share of the campaign's own budget that is left, of the limit that is nearest to its end; null where it has none.</param>
    /// <param name="sharedLeftUsd">Of the budget of all campaigns together; null where there is none.</param>
    public static void BudgetLeft(string campaign, double? ownLeft, decimal? sharedLeftUsd)
    {
        if (sharedLeftUsd is { } left) SharedBudgetLeft.Set((double)left);
        if (!Campaigns.ContainsKey(campaign)) return;
        Campaigns[campaign] = ownLeft;
        TellLeast();
    }

    public static void Recorded(string kind, int units, int failed, TimeSpan took)
    {
        Writes.WithLabels(kind).Observe(took.TotalSeconds);
        Results.WithLabels(kind, "recorded").Inc(ArenaMetrics.Countable(units - failed));
        Results.WithLabels(kind, "failed").Inc(ArenaMetrics.Countable(failed));
    }

    /// <summary>A version came to the promotion gate.</summary>
    public static void CameToGate(bool isPromoted) => Gated.WithLabels(isPromoted ? "promoted" : "rejected").Inc();

    /// <summary>How right a contestant was at the gate, a share from 0 to 1: now, or before another process led the campaign.</summary>
    public static void Stood(string campaign, string contestant, double accuracy)
    {
        // One that is led elsewhere by now is told of there.
        if (Campaigns.ContainsKey(campaign)) GateAccuracy.Set(campaign, ArenaMetrics.Countable(accuracy), contestant);
    }

    public static void LeaseLost() => LeaseLosses.Inc();

    private static void TellLeast()
    {
        if (Campaigns.Values.OfType<double>().DefaultIfEmpty(double.NaN).Min() is var least && double.IsNaN(least)) LeastBudgetLeft.Unpublish();
        else LeastBudgetLeft.Set(least);
    }
}
