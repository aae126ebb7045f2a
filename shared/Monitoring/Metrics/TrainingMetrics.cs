using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>Training jobs. A process trains one at a time; what is told of a job goes with it.</summary>
public static class TrainingMetrics
{
    private static readonly InstrumentSet Set = new("Training", ArenaMetrics.Registry);

    private static readonly Gauge Loss = Set.LastingGauge("arena_training_loss", "Loss of the newest step of the job that trains", "algorithm");

    private static readonly Gauge Kl = Set.LastingGauge(
        "arena_training_kl_nats", "Distance of the policy from the one it started from, in the newest step of the PPO job that trains", "algorithm");

    private static readonly Gauge Reward = Set.LastingGauge(
        "arena_training_reward", "Mean score of what the policy wrote in the newest step of the PPO job that trains", "algorithm");

    private static readonly Gauge Margin = Set.LastingGauge(
        "arena_training_reward_margin", "Implicit reward of chosen less rejected answers in the newest step of the DPO job that trains", "algorithm");

    private static readonly Gauge Accuracy = Set.LastingGauge(
        "arena_training_accuracy_ratio", "Share of pairs or labels that are told right in the newest step of the job that trains", "algorithm");

    private static readonly Gauge Progress = Set.LastingGauge("arena_training_progress_ratio", "Steps done of the job that trains", "algorithm");

    private static readonly ICollector<ICounter> Steps = Set.Counter("arena_training_steps_total", "Steps taken", "algorithm");

    private static readonly ICollector<IHistogram> StepDuration = Set.Histogram(
        "arena_training_step_duration_seconds", "One step", ArenaMetrics.Seconds, "algorithm");

    private static readonly ICollector<ICounter> Jobs = Set.Counter(
        "arena_training_jobs_total", "Jobs that ended here, by outcome: trained, failed or interrupted", "algorithm", "outcome");

    public static IReadOnlyList<Instrument> Instruments => Set.All;

    /// <param name="figures">By TRL's names.</param>
    public static void Stepped(string algorithm, int done, int steps, IReadOnlyDictionary<string, double> figures, TimeSpan took)
    {
        Steps.WithLabels(algorithm).Inc();
        StepDuration.WithLabels(algorithm).Observe(took.TotalSeconds);
        Progress.WithLabels(algorithm).Set(steps == 0 ? 1 : (double)done / steps);
        Tell(Loss, "loss");
        Tell(Kl, "objective/kl");
        Tell(Reward, "objective/scores");
        Tell(Margin, "rewards/margins");
        Tell(Accuracy, "rewards/accuracies", "accuracy");

        void Tell(Gauge gauge, params string[] names)
        {
            foreach (var name in names)
            {
                if (!figures.TryGetValue(name, out var value)) continue;
                gauge.WithLabels(algorithm).Set(value);
                return;
            }
        }
    }

    /// <param name="outcome"><c>trained</c>, <c>failed</c> or <c>interrupted</c>.</param>
    public static void Ended(string algorithm, string outcome)
    {
        Jobs.WithLabels(algorithm, outcome).Inc();
        foreach (var gauge in new[] { Loss, Kl, Reward, Margin, Accuracy, Progress }) gauge.RemoveLabelled(algorithm);
    }
}
