using MassTransit;
using RabbitMQ.Client.Exceptions;

namespace ArenaLearning.Hosting.Bus;

internal sealed class MassTransitMessageBus(IBus bus, BusSettings settings) : IMessageBus
{
    // A send waits for as long as the broker is away; whoever sends has to hear of it and try again later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Each command type has one consuming queue, so publishing reaches just that one, and declares no queue:
    // sending to `queue:NAME` would declare a classic queue, which a broker that holds a quorum queue refuses.
    public Task SendAsync<T>(T command, CancellationToken cancellationToken = default) where T : class =>
        PublishAsync(command, cancellationToken);

    public async Task PublishAsync<T>(T message, CancellationToken cancellationToken = default) where T : class
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            await bus.Publish(message, timeout.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BusUnavailableException(
                $"{settings} took no {typeof(T).Name} within {Patience.TotalSeconds:0} s. Check that the broker runs and that this host reaches it.", e);
        }
        catch (Exception e) when (e is TransportException or ConnectionException or RabbitMQClientException or IOException)
        {
            throw new BusUnavailableException(
                $"{settings} did not take a {typeof(T).Name}: {e.Message} Check the broker's log: its disk or memory may be full.", e);
        }
    }
}
