using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Clients;
using ArenaLearning.Endpoints.Connections;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Monitoring;
using ArenaLearning.Settings;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Endpoints;

/// <summary>What a process needs to ask endpoints.</summary>
public static class EndpointServices
{
    /// <summary>What of a process's environment they read.</summary>
    public static IReadOnlyList<SettingReader> Settings { get; } =
    [
        new(KnownSettings.Redis, text => RedisAddress.Read(text)),
        new(KnownSettings.Cache, text =>
        {
            if (File.Exists(text)) throw new ArgumentException($"{KnownSettings.Cache.Variable} is '{text}', which is a file: name a folder, or off.");
        }),
        new(KnownSettings.CacheExpiry, text => ReplyPlace.ReadExpiry(text)),
    ];

    private const int MostMemory = 64 << 20;

    /// <summary>
    /// Adds <see cref="EndpointClients"/>, once however often it is called. Replies are kept where <see cref="ReplyPlace"/> says, unless the
    /// process has brought an <see cref="IDistributedCache"/> of its own; limits are shared through the Redis of <see cref="RedisAddress"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The environment names a Redis in a way that cannot be read.</exception>
    public static IServiceCollection AddEndpoints(this IServiceCollection services)
    {
        var redis = RedisAddress.FromEnvironment();
        return services.AddEndpoints(ReplyPlace.FromEnvironment(redis), redis);
    }

    /// <param name="redis">Null where this process alone asks its endpoints.</param>
    /// <param name="handlers">Carries requests in place of the network, in tests.</param>
    internal static IServiceCollection AddEndpoints(
        this IServiceCollection services, ReplyPlace replies, RedisAddress? redis = null,
        Func<Contracts.Messages.EndpointSettings, HttpMessageHandler>? handlers = null)
    {
        if (services.Any(service => service.ServiceType == typeof(EndpointClients))) return services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new EndpointResilience());
        services.AddMemoryCache(memory => memory.SizeLimit = MostMemory);
        services.AddHybridCache(cache => (cache.MaximumPayloadBytes, cache.MaximumKeyLength) = (16 << 20, 512));
        if (redis is not null) services.AddSingleton(new RedisLink(redis)).AddSingleton<IDependency, RedisDependency>();
        services.TryAddSingleton<ReplyFigures>();
        services.TryAddSingleton<IReplyFigures>(provider => provider.GetRequiredService<ReplyFigures>());
        if (replies.File is { } file)
            services.TryAddSingleton<IDistributedCache>(provider => new CountedReplyStore(new SqliteReplyStore(
                file, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SqliteReplyStore>>()),
                provider.GetRequiredService<ReplyFigures>()));
        else if (replies.InRedis)
        {
            services.TryAddSingleton<IDistributedCache>(provider => new CountedReplyStore(new RedisCache(new RedisCacheOptions
            {
                ConnectionMultiplexerFactory = provider.GetRequiredService<RedisLink>().ConnectAsync,
                InstanceName = RedisReplies.Prefix,
            }), provider.GetRequiredService<ReplyFigures>()));
            services.AddSingleton(provider => new SharedAsking(
                provider.GetRequiredService<RedisLink>(), provider.GetRequiredService<ReplyFigures>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<EndpointResilience>().AskingLease));
        }
        services.AddSingleton(provider => new ReplyCache(
            provider.GetRequiredService<HybridCache>(), isOff: replies is { File: null, InRedis: false }, replies.Expiry,
            provider.GetService<SharedAsking>(), provider.GetRequiredService<ReplyFigures>()));
        return services.AddSingleton(provider => new EndpointClients(
            provider.GetRequiredService<ReplyCache>(), provider.GetRequiredService<EndpointResilience>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EndpointClients>>(), provider.GetService<RedisLink>(), handlers));
    }
}
