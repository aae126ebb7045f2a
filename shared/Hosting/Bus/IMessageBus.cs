namespace ArenaLearning.Hosting.Bus;

/// <summary>The bus as plain classes see it: they name a message, and know no broker.</summary>
public interface IMessageBus
{
    /// <summary>Hands a command to the one queue that consumes its type. A command that no queue takes yet is lost.</summary>
    /// <exception cref="BusUnavailableException">The broker did not take it in time.</exception>
    Task SendAsync<T>(T command, CancellationToken cancellationToken = default) where T : class;

    /// <summary>Tells everyone who listens that something happened.</summary>
    /// <exception cref="BusUnavailableException">The broker did not take it in time.</exception>
    Task PublishAsync<T>(T message, CancellationToken cancellationToken = default) where T : class;
}

/// <summary>The broker did not take a message: it is down, unreachable, or refuses the connection.</summary>
public sealed class BusUnavailableException(string message, Exception inner) : Exception(message, inner);
