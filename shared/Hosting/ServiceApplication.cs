using ArenaLearning.Hosting.Api;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Health;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Hosting.Metrics;
using ArenaLearning.Hosting.Traces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Hosting;

/// <summary>One service as a process hosts it: its classes, its consumers on the bus, and what it answers at its listeners.</summary>
public sealed class ServiceApplication : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly OpenListeners listeners;

    private ServiceApplication(WebApplication application, OpenListeners listeners) => (this.application, this.listeners) = (application, listeners);

    public IServiceProvider Services => application.Services;

    /// <param name="configuration">All that the service is told; nothing else is read.</param>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    public static ServiceApplication Create(IConfiguration configuration, ServiceDefinition definition)
    {
        var used = new HashSet<Listener>();
        var listeners = new OpenListeners(ListenSettings.Read(configuration), used);

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddServiceLogging(builder.Configuration, ServiceLogging.FormatOfStream);
        builder.WebHost.UseKestrelCore();
        var kestrel = builder.Services.Last(service => service.ServiceType == typeof(IServer)).ImplementationType!;
        builder.Services.Replace(ServiceDescriptor.Singleton<IServer>(provider => ActivatorUtilities.CreateInstance<ListeningServer>(
            provider, (IServer)ActivatorUtilities.CreateInstance(provider, kestrel), listeners)));
        builder.Services.AddRoutingCore().AddSingleton<MatcherPolicy, ListenerMatcherPolicy>();
        var drain = DrainSettings.Read(configuration);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = drain.Length).AddSingleton<IStartCheck, QueueStatisticsCheck>();
        builder.Services.AddHealth();
        builder.Services.AddServiceTraces(configuration, definition.Name);
        builder.Services.AddApi(definition.Name);
        definition.AddServices(builder.Services);
        builder.Services.AddArenaBus(builder.Configuration, definition.AddConsumers);

        var application = builder.Build();
        application.UseStreamEnds();
        var endpoints = new ServiceEndpoints(application, used);
        endpoints.MapHealth();
        endpoints.MapCommonApi();
        endpoints.MapServiceMetrics(definition.Name);
        definition.Map?.Invoke(endpoints);
        return new(application, listeners);
    }

    internal void Warn(IEnumerable<string> warnings)
    {
        var logger = Services.GetRequiredService<ILogger<ServiceApplication>>();
        foreach (var warning in warnings) logger.LogWarning("{Warning}", warning);
    }

    /// <exception cref="ListenException">An address cannot be listened at.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await application.StartAsync(cancellationToken);
        if (listeners.Failure is not { } failure) return;
        await application.StopAsync(CancellationToken.None);
        throw failure;
    }

    /// <summary>Until a signal or <paramref name="cancellationToken"/> ends it.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => application.WaitForShutdownAsync(cancellationToken);

    /// <returns>Where a listener can be reached, with the port that was taken; null where it is not open.</returns>
    public Uri? AddressOf(Listener listener) => ((ListeningServer)Services.GetRequiredService<IServer>()).AddressOf(listener);

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }
}
