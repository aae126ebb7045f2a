using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ArenaLearning.Artifacts;

/// <summary>What a process needs to read and write artifacts.</summary>
public static class ArtifactServices
{
    /// <summary>Adds <see cref="IArtifactStore"/>, once however often it is called, unless the process has brought one of its own.</summary>
    public static IServiceCollection AddArtifacts(this IServiceCollection services)
    {
        services.TryAddSingleton<IArtifactStore, FolderArtifactStore>();
        return services;
    }
}
