using System.Reflection;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Monitoring.Metrics;
using Microsoft.AspNetCore.Builder;
using Prometheus;

namespace ArenaLearning.Hosting.Metrics;

/// <summary><c>/metrics</c> of the management port, for Prometheus.</summary>
internal static class MetricsEndpoint
{
    // Processor time, memory, threads and garbage collections of the process, once however many services a process hosts.
    private static readonly Lazy<bool> RuntimeIsMeasured = new(() =>
    {
        DotNetStats.Register(ArenaMetrics.Registry);
        return true;
    });

    private static string Version => typeof(MetricsEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public static void MapServiceMetrics(this ServiceEndpoints endpoints, string service)
    {
        _ = RuntimeIsMeasured.Value;
        ProcessMetrics.Runs(service, Version);
        endpoints.On(Listener.Management).MapMetrics("/metrics", ArenaMetrics.Registry);
    }
}
