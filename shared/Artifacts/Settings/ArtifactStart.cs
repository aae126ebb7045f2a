using Microsoft.Extensions.Hosting;

namespace ArenaLearning.Artifacts.Settings;

/// <summary>Has the store made with the process, for settings that cannot be read are to be said then, and not with the first message.</summary>
internal sealed class ArtifactStart : IHostedService
{
    public ArtifactStart(IArtifactStore store) => ArgumentNullException.ThrowIfNull(store);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
