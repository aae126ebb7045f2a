using MassTransit;

namespace ArenaLearning.Hosting.Bus;

/// <summary>What a service adds to the bus: its consumers, each with a queue named <c>service-consumer</c>.</summary>
public sealed class BusConsumers
{
    internal const string WatcherPrefix = "watch-";

    /// <summary>Enough for the next message to be here when the one before is done.</summary>
    private const int OrderedPrefetch = 32;

    private static readonly ServiceEndpointNameFormatter Names = new();

    private readonly IBusRegistrationConfigurator? configurator;
    private readonly SortedSet<string> queues = new(StringComparer.Ordinal);

    /// <param name="configurator">Null where only names are asked for.</param>
    internal BusConsumers(IBusRegistrationConfigurator? configurator) => this.configurator = configurator;

    /// <returns>Names of the queues that outlive the process, in their order.</returns>
    public static IReadOnlyList<string> QueuesOf(Action<BusConsumers> addConsumers)
    {
        var consumers = new BusConsumers(null);
        addConsumers(consumers);
        return [.. consumers.queues];
    }

    /// <summary>Adds a consumer whose queue outlives the process and is shared by all replicas of the service.</summary>
    public void Add<TConsumer>() where TConsumer : class, IConsumer
    {
        queues.Add(Names.Consumer<TConsumer>());
        configurator?.AddConsumer<TConsumer>();
    }

    /// <summary>Adds a consumer with a definition of its own, for example of its <c>ConcurrentMessageLimit</c>.</summary>
    public void Add<TConsumer, TDefinition>()
        where TConsumer : class, IConsumer
        where TDefinition : class, IConsumerDefinition<TConsumer>
    {
        queues.Add(Names.Consumer<TConsumer>());
        configurator?.AddConsumer<TConsumer, TDefinition>();
    }

    /// <summary>
    /// Adds a consumer of events that only this process watches: its queue is its own and goes when the process goes.
    /// </summary>
    /// <param name="inOrder">Hands it one message at a time, as they arrive.</param>
    public void AddWatcher<TConsumer>(bool inOrder = false) where TConsumer : class, IConsumer => configurator?.AddConsumer<TConsumer>()
        .Endpoint(endpoint =>
        {
            endpoint.Name = $"{WatcherPrefix}{Guid.NewGuid():N}";
            endpoint.Temporary = true;
            if (!inOrder) return;
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.PrefetchCount = OrderedPrefetch;
        });
}
