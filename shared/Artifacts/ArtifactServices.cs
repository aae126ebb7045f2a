using ArenaLearning.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ArenaLearning.Artifacts;

/// <summary>What a process needs to read and write artifacts.</summary>
public static class ArtifactServices
{
    /// <summary>What of a process's environment the store reads.</summary>
    public static IReadOnlyList<SettingReader> Settings { get; } = [];

    /// <summary>Adds <see cref="IArtifactStore"/>, once however often it is called, unless the process has brought one of its own.</summary>
    public static IServiceCollection AddArtifacts(this IServiceCollection services)
    {
        services.TryAddSingleton<IArtifactStore, FolderArtifactStore>();
        return services;
    }
}
