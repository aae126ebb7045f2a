using ArenaLearning.Artifacts.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ArenaLearning.Artifacts.Settings;

/// <summary>What a process needs to read and write artifacts.</summary>
public static class ArtifactServices
{
    /// <summary>
    /// Adds <see cref="IArtifactStore"/>, once however often it is called, unless the process has brought one of its own. The configuration says which
    /// (<see cref="ArtifactSettings"/>); one that cannot be read is an <see cref="ArgumentException"/> when the process starts.
    /// </summary>
    public static IServiceCollection AddArtifacts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => ArtifactSettings.Read(provider.GetService<IConfiguration>()));
        services.TryAddSingleton(provider => Open(provider.GetRequiredService<ArtifactSettings>(), provider.GetRequiredService<TimeProvider>()));
        if (services.All(service => service.ImplementationType != typeof(ArtifactStart))) services.AddHostedService<ArtifactStart>();
        return services;
    }

    private static IArtifactStore Open(ArtifactSettings settings, TimeProvider time)
    {
        if (settings.S3 is not { } s3) return new FolderArtifactStore(settings.Folder);
        try
        {
            Directory.CreateDirectory(settings.CacheFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(
                $"{ArtifactSettings.CacheVariable} (or {ArtifactSettings.CacheKey}): {settings.CacheFolder} cannot be made: {e.Message} "
                + "Name a folder that this process can write.");
        }
        return new S3ArtifactStore(s3, new(settings.CacheFolder, settings.CacheBytes, time), time);
    }
}
