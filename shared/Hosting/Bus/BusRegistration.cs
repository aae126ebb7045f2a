using System.Text.Json.Serialization;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Hosting.Bus;

/// <summary>The one call that gives a process its bus.</summary>
public static class BusRegistration
{
    // Chunks are large and workers slow: a worker that holds many keeps them from its replicas.
    private const int Prefetch = 4;

    private static readonly TimeSpan[] Retries =
        [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    /// <summary>
    /// Adds <see cref="IMessageBus"/> and the consumers that <paramref name="addConsumers"/> names: inside this process,
    /// or over RabbitMQ with quorum queues and publisher confirms where <see cref="BusSettings"/> names a broker.
    /// </summary>
    public static IServiceCollection AddArenaBus(
        this IServiceCollection services, IConfiguration configuration, Action<BusConsumers> addConsumers)
    {
        var settings = BusSettings.Read(configuration);
        services.AddSingleton(settings);
        services.AddSingleton<IMessageBus, MassTransitMessageBus>().AddSingleton<WorkCounts>();
        // What is not done by then is better given back before whoever runs services kills them.
        var drain = DrainSettings.Read(configuration);
        services.Configure<MassTransitHostOptions>(host => (host.ConsumerStopTimeout, host.StopTimeout) = (drain.Finishing, drain.BusStops));
        return services.AddMassTransit(bus =>
        {
            bus.ConfigureHealthCheckOptions(check => check.Name = "bus");
            bus.SetEndpointNameFormatter(new ServiceEndpointNameFormatter());
            bus.AddConfigureEndpointsCallback((_, endpoint) => endpoint.UseMessageRetry(retry =>
            {
                retry.Intervals(Retries);
                retry.Ignore<MessageVersionException>();
            }));
            addConsumers(new(bus));
            if (settings.Broker is { } broker)
                bus.UseRabbitMq(broker, LeaseSettings.Read(configuration).Length);
            else
                bus.UsingInMemory((context, host) =>
                {
                    host.PrefetchCount = Prefetch;
                    AllowNotANumber(host);
                    host.UseConsumeFilter(typeof(MessageWatch<>), context);
                    host.UseMessageVersions(context);
                    host.ConfigureEndpoints(context);
                });
        });
    }

    /// <param name="lease">After so long without a word the broker hands what a consumer holds to others.</param>
    private static void UseRabbitMq(this IBusRegistrationConfigurator bus, Uri broker, TimeSpan lease)
    {
        bus.AddRabbitMqConfigureEndpointsCallback((_, name, endpoint) =>
        {
            if (!name.StartsWith(BusConsumers.WatcherPrefix, StringComparison.Ordinal)) endpoint.SetQuorumQueue();
        });
        bus.UsingRabbitMq((context, host) =>
        {
            host.Host(broker, connection =>
            {
                connection.PublisherConfirmation = true;
                connection.Heartbeat(lease);
            });
            host.PrefetchCount = Prefetch;
            AllowNotANumber(host);
            host.UseConsumeFilter(typeof(MessageWatch<>), context);
            host.UseMessageVersions(context);
            host.ConfigureEndpoints(context);
        });
    }

    // A diverging training run reports its loss as NaN; that message has to get through.
    private static void AllowNotANumber(IBusFactoryConfigurator host) => host.ConfigureJsonSerializerOptions(options =>
    {
        options.NumberHandling |= JsonNumberHandling.AllowNamedFloatingPointLiterals;
        return options;
    });
}
