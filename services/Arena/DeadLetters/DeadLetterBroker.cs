using System.Globalization;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ArenaLearning.Arena.DeadLetters;

/// <summary>The error queues of a broker. A message is never nowhere: it is taken from one place when another has it.</summary>
internal sealed class DeadLetterBroker : IAsyncDisposable
{
    private const string Suffix = "_error";
    private const string FaultPrefix = "MT-Fault-", Reason = "MT-Reason";

    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly IConnection connection;

    private DeadLetterBroker(IConnection connection) => this.connection = connection;

    /// <exception cref="BrokerUnreachableException">Nothing answers, or not to this user.</exception>
    public static async Task<DeadLetterBroker> ConnectAsync(Uri broker, CancellationToken cancellationToken) =>
        new(await new ConnectionFactory { Uri = broker, ClientProvidedName = "arena dead-letters" }.CreateConnectionAsync(cancellationToken));

    /// <returns>Messages in the error queue of a queue; 0 where there is none.</returns>
    public async Task<uint> CountAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            // One of its own: the broker closes it where there is no such queue.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            return (await channel.QueueDeclarePassiveAsync(queue + Suffix, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return 0;
        }
    }

    /// <returns>The first of them, which stay where they are.</returns>
    public async Task<IReadOnlyList<DeadLetter>> PeekAsync(string queue, int most, CancellationToken cancellationToken)
    {
        if (await CountAsync(queue, cancellationToken) == 0) return [];
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var letters = new List<DeadLetter>();
        while (letters.Count < most && await channel.BasicGetAsync(queue + Suffix, autoAck: false, cancellationToken) is { } found)
            letters.Add(Of(queue, found));
        // What was not acknowledged goes back when the channel is closed.
        return letters;
    }

    /// <summary>Sends them again to the queue that they were for.</summary>
    /// <returns>How many.</returns>
    public Task<int> ReplayAsync(string queue, CancellationToken cancellationToken) => TakeAsync(queue, async (channel, found) =>
    {
        var properties = new BasicProperties(found.BasicProperties);
        foreach (var header in properties.Headers?.Keys.Where(IsFault).ToList() ?? []) properties.Headers!.Remove(header);
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, found.Body, cancellationToken);
    }, cancellationToken);

    /// <summary>Forgets them.</summary>
    /// <returns>How many.</returns>
    public Task<int> DropAsync(string queue, CancellationToken cancellationToken) => TakeAsync(queue, (_, _) => Task.CompletedTask, cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>As many as are there when it begins: what fails again meanwhile is for the next time.</summary>
    private async Task<int> TakeAsync(string queue, Func<IChannel, BasicGetResult, Task> handleAsync, CancellationToken cancellationToken)
    {
        var count = await CountAsync(queue, cancellationToken);
        await using var channel = await connection.CreateChannelAsync(Confirmed, cancellationToken);
        var taken = 0;
        while (taken < count && await channel.BasicGetAsync(queue + Suffix, autoAck: false, cancellationToken) is { } found)
        {
            await handleAsync(channel, found);
            await channel.BasicAckAsync(found.DeliveryTag, multiple: false, cancellationToken);
            taken++;
        }
        return taken;
    }

    private static bool IsFault(string header) => header.StartsWith(FaultPrefix, StringComparison.Ordinal) || header == Reason;

    private static DeadLetter Of(string queue, BasicGetResult found)
    {
        var body = Encoding.UTF8.GetString(found.Body.Span);
        return new(queue, KindOf(body), Header("MT-Fault-Message") ?? Header(Reason) ?? "", body);

        string? Header(string name) => found.BasicProperties.Headers?.TryGetValue(name, out var value) != true ? null
            : value is byte[] text ? Encoding.UTF8.GetString(text) : Convert.ToString(value, CultureInfo.InvariantCulture);
    }

    /// <summary>MassTransit's envelope names types as <c>urn:message:Namespace:Type</c>.</summary>
    private static string KindOf(string body)
    {
        try
        {
            using var envelope = JsonDocument.Parse(body);
            return envelope.RootElement.GetProperty("messageType")[0].GetString()!.Split(':')[^1];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or NullReferenceException)
        {
            return "no message of Arena Learning";
        }
    }
}
