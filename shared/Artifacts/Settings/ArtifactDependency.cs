using ArenaLearning.Monitoring;

namespace ArenaLearning.Artifacts.Settings;

/// <summary>The store that artifacts are in.</summary>
internal sealed class ArtifactDependency(IArtifactStore store) : IDependency
{
    public string Name => "artifacts";

    public Task<string?> ProblemAsync(CancellationToken cancellationToken) => store.ProblemAsync(cancellationToken);
}
