using ArenaLearning.Artifacts.S3;
using ArenaLearning.Monitoring;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Artifacts.Settings;

/// <summary>What a process needs to read and write artifacts.</summary>
public static class ArtifactServices
{
    /// <summary>What of a process's environment the store reads.</summary>
    public static IReadOnlyList<SettingReader> Settings { get; } =
    [
        .. new[] { KnownSettings.Artifacts, KnownSettings.ArtifactCache, KnownSettings.ArtifactCacheGb, KnownSettings.S3Region }
            .Select(setting => new SettingReader(setting, text => ReadAlone(setting, text))),
        // Of use beside a bucket alone.
        .. new[] { KnownSettings.S3Endpoint, KnownSettings.S3PathStyle, KnownSettings.S3PartMb }
            .Select(setting => new SettingReader(setting, text => ReadAlone(
                setting, text, new KeyValuePair<string, string?>(KnownSettings.Artifacts.Variable, "s3://bucket")))),
    ];

    /// <summary>
    /// Adds <see cref="IArtifactStore"/>, once however often it is called, unless the process has brought one of its own. The configuration says which
    /// (<see cref="ArtifactSettings"/>); one that cannot be read is an <see cref="ArgumentException"/> when the process starts.
    /// </summary>
    public static IServiceCollection AddArtifacts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => Waiting(ArtifactSettings.Read(provider.GetService<IConfiguration>())));
        services.TryAddSingleton(provider => Open(
            provider.GetRequiredService<ArtifactSettings>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<S3ArtifactStore>>()));
        if (services.All(service => service.ImplementationType != typeof(ArtifactStart)))
            services.AddHostedService<ArtifactStart>().AddSingleton<IDependency, ArtifactDependency>();
        return services;
    }

    private static void ReadAlone(Setting setting, string text, params KeyValuePair<string, string?>[] beside) =>
        ArtifactSettings.Read(new ConfigurationBuilder().AddInMemoryCollection([.. beside, new(setting.Variable, text)]).Build());

    /// <summary>
    /// A service waits for its store as it waits for its broker: work that it gave back as failed would be tried again in vain until it is given up. A
    /// process that has brought settings of its own has a person who waits for it.
    /// </summary>
    private static ArtifactSettings Waiting(ArtifactSettings settings) => settings with { S3 = settings.S3 is { } s3 ? s3 with { Patience = null } : null };

    private static IArtifactStore Open(ArtifactSettings settings, TimeProvider time, ILogger<S3ArtifactStore>? logger)
    {
        if (settings.S3 is not { } s3) return new FolderArtifactStore(settings.Folder);
        try
        {
            Directory.CreateDirectory(settings.CacheFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(
                $"{KnownSettings.ArtifactCache.Variable}: {settings.CacheFolder} cannot be made: {e.Message} "
                + "Name a folder that this process can write.");
        }
        return new S3ArtifactStore(s3, new(settings.CacheFolder, settings.CacheBytes, time), time, logger: logger);
    }
}
