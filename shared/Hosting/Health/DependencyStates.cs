using ArenaLearning.Monitoring.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Hosting.Health;

/// <summary>
/// What this process depends on, and since when each is as it is. All are asked every few seconds, so that times are right though nobody looks.
/// </summary>
public sealed class DependencyStates : IHealthCheckPublisher
{
    /// <summary>Of checks that say whether a service is ready; MassTransit gives it to its own.</summary>
    internal const string ReadyTag = "ready";

    /// <summary>How long what was seen is good for: whoever asks more often does not trouble the dependencies.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly HealthCheckService checks;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private IReadOnlyList<DependencyState> seen = [];
    private Task<IReadOnlyList<DependencyState>> asking = Task.FromResult<IReadOnlyList<DependencyState>>([]);
    private DateTimeOffset asked = DateTimeOffset.MinValue;

    internal DependencyStates(HealthCheckService checks, TimeProvider time, ILogger<DependencyStates> logger) =>
        (this.checks, this.time, this.logger) = (checks, time, logger);

    /// <returns>In the order of their names, none asked for more than a second ago.</returns>
    public Task<IReadOnlyList<DependencyState>> AskAsync(CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (asking.IsCompleted && time.GetUtcNow() - asked >= Freshness)
            {
                asked = time.GetUtcNow();
                // For all who ask meanwhile: that one of them goes away does not end it.
                asking = CheckAsync();
            }
            return asking.WaitAsync(cancellationToken);
        }
    }

    Task IHealthCheckPublisher.PublishAsync(HealthReport report, CancellationToken cancellationToken) => AskAsync(cancellationToken);

    private async Task<IReadOnlyList<DependencyState>> CheckAsync()
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(ReadyTag), CancellationToken.None);
        var before = seen.ToDictionary(state => state.Name, StringComparer.Ordinal);
        seen =
        [
            .. report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => After(before.GetValueOrDefault(entry.Key), entry.Key, entry.Value)),
        ];
        return seen;
    }

    private DependencyState After(DependencyState? before, string name, HealthReportEntry now)
    {
        var isUp = now.Status == HealthStatus.Healthy;
        ProcessMetrics.Dependency(name, isUp);
        var problem = isUp ? null : now.Description ?? "It gave no answer in time.";
        if (before is not null && before.IsUp == isUp) return before with { Problem = problem };
        // That a service has to wait for the bus when it starts is no news.
        if (isUp && !used.Add(name)) logger.LogWarning("{Dependency} can be used again", name);
        else if (!isUp && used.Contains(name)) logger.LogWarning("{Dependency} cannot be used: {Problem}", name, problem);
        return new(name, isUp, time.GetUtcNow(), problem);
    }
}
