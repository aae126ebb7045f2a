using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Hosting.Bus;

/// <summary>Which bus: inside this process, or a RabbitMQ broker.</summary>
/// <param name="Broker"><c>amqp://user:password@host:port/vhost</c>, or null for the bus inside this process.</param>
public sealed record BusSettings(Uri? Broker)
{
    public const string Key = "Arena:Bus";

    /// <summary>Reads <c>Arena:Bus</c> or, where that is absent, the environment's <c>ARENA_BUS</c>.</summary>
    /// <exception cref="ArgumentException">The value is no AMQP address.</exception>
    public static BusSettings Read(IConfiguration configuration) =>
        KnownSettings.Bus.Value(key => configuration[key]) is { } text ? Parse(text) : new((Uri?)null);

    /// <param name="text"><c>amqp://user:password@host:port/vhost</c>.</param>
    /// <exception cref="ArgumentException">It is no AMQP address.</exception>
    public static BusSettings Parse(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps") return new(uri);
        throw new ArgumentException(
            $"{KnownSettings.Bus.Variable} (or {Key}) is no address of a RabbitMQ broker. "
            + "Write amqp://user:password@host:port/vhost, or leave it out to run everything in one process.");
    }

    public override string ToString() =>
        Broker is null ? "The bus of this process" : $"RabbitMQ at {Broker.Host}:{(Broker.Port < 0 ? 5672 : Broker.Port)}";
}
