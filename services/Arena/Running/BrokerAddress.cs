using ArenaLearning.Arena.Validation;

namespace ArenaLearning.Arena.Running;

/// <summary>The value of <c>--bus</c>.</summary>
public static class BrokerAddress
{
    /// <returns>Null for the bus inside this process.</returns>
    /// <exception cref="CommandRefusedException">The text is no AMQP address.</exception>
    public static Uri? Parse(string? text)
    {
        if (text is null) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "amqp" or "amqps") return address;
        throw new CommandRefusedException("--bus: must be the address of a RabbitMQ broker, amqp://user:password@host:port/vhost");
    }
}
