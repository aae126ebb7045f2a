using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Clients;
using ArenaLearning.Endpoints.Limits;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Endpoints;

/// <summary>What a process needs to ask endpoints.</summary>
public static class EndpointServices
{
    private const int MostMemory = 64 << 20;

    /// <summary>
    /// Adds <see cref="EndpointClients"/>, once however often it is called. Replies are kept where
    /// <see cref="ReplyCachePath"/> says, unless the process has brought an <see cref="IDistributedCache"/> of its own.
    /// </summary>
    public static IServiceCollection AddEndpoints(this IServiceCollection services) => services.AddEndpoints(ReplyCachePath.Default());

    /// <param name="cacheFile">Null switches the cache off.</param>
    /// <param name="handlers">Carries requests in place of the network, in tests.</param>
    internal static IServiceCollection AddEndpoints(
        this IServiceCollection services, string? cacheFile, Func<Contracts.Messages.EndpointSettings, HttpMessageHandler>? handlers = null)
    {
        if (services.Any(service => service.ServiceType == typeof(EndpointClients))) return services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new EndpointResilience());
        services.AddMemoryCache(memory => memory.SizeLimit = MostMemory);
        services.AddHybridCache(cache => (cache.MaximumPayloadBytes, cache.MaximumKeyLength) = (16 << 20, 512));
        if (cacheFile is not null)
            services.TryAddSingleton<IDistributedCache>(provider => new SqliteReplyStore(
                cacheFile, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SqliteReplyStore>>()));
        return services.AddSingleton(provider => new EndpointClients(
            new(provider.GetRequiredService<HybridCache>(), isOff: cacheFile is null), provider.GetRequiredService<EndpointResilience>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EndpointClients>>(), handlers));
    }
}
