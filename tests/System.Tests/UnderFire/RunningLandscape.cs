using ArenaLearning.System.Tests.Processes;
using ArenaLearning.TestEndpoint;

namespace ArenaLearning.System.Tests.UnderFire;

/// <summary>One landscape for all tests that want one, started with the first: its processes take longer to start than a campaign takes.</summary>
public sealed class RunningLandscape : IAsyncDisposable
{
    private static readonly string[] Services =
        ["Generation", "Judging", "Ranking", "DataMining", "Training", "Flywheel", "Generation", "Judging", "Flywheel"];

    private Task<ServiceLandscape>? starting;

    /// <summary>Of no test alone: whoever counts its requests counts from where they are.</summary>
    internal EndpointServer Endpoint { get; private set; } = null!;

    /// <summary>Starts it, or returns the one that was started.</summary>
    internal async Task<ServiceLandscape> StartAsync(CancellationToken cancellationToken)
    {
        if (starting is null)
        {
            // So slow that a campaign lasts as long as what strikes it.
            var latency = FirePlan.FromEnvironment().IsShort ? 60 : 1200;
            Endpoint = await EndpointServer.StartAsync(new(MinLatencyMs: 0.7 * latency, MaxLatencyMs: 1.3 * latency, Concurrency: 64));
            starting = ServiceLandscape.StartAsync(Services, Endpoint, cancellationToken);
        }
        return await starting;
    }

    public async ValueTask DisposeAsync()
    {
        if (starting is null) return;
        await (await starting).DisposeAsync();
        await Endpoint.DisposeAsync();
    }
}
