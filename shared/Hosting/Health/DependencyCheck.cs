using ArenaLearning.Monitoring;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArenaLearning.Hosting.Health;

/// <summary>A dependency, as health checks ask for it.</summary>
internal sealed class DependencyCheck(IDependency dependency) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await dependency.ProblemAsync(cancellationToken) is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Its text is not repeated: nobody has looked whether an address with a password stands in it.
            return HealthCheckResult.Unhealthy($"It could not be asked ({e.GetType().Name}).");
        }
    }
}
