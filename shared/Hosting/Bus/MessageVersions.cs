using System.Globalization;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Hosting.Bus;

/// <summary>
/// Every message carries its name and the version of its shape in a header; one without it has the first. The name tells the header from
/// that of the message that it answers, for the bus hands headers on to answers and faults.
/// </summary>
internal static class MessageVersions
{
    public const string Header = "Arena-Version";

    public static void UseMessageVersions(this IBusFactoryConfigurator bus, IRegistrationContext context)
    {
        bus.UsePublishFilter(typeof(Stamp<>), context);
        bus.UseConsumeFilter(typeof(Check<>), context);
    }

    /// <returns>For example <c>ModelTrained/2</c>.</returns>
    public static string Of(Type message) => string.Create(CultureInfo.InvariantCulture, $"{message.Name}/{MessageVersionAttribute.Of(message)}");

    /// <exception cref="MessageVersionException">The version is newer than this process reads, or older.</exception>
    internal static void Require(Type message, string? header)
    {
        var reading = MessageVersionAttribute.For(message);
        var (known, oldest, text) = (reading.Version, reading.ReadsFrom, IsOf(message, header) ? header!.Split('/')[1] : "1");
        var isNumber = int.TryParse(text, CultureInfo.InvariantCulture, out var version);
        if (isNumber && version >= oldest && version <= known) return;
        var reads = oldest == known ? $"{known}" : $"{oldest} to {known}";
        var sender = isNumber && version < oldest ? "an older version of Arena Learning has sent it. Update its sender."
            : "a newer version of Arena Learning has sent it. Update this service.";
        throw new MessageVersionException($"{message.Name} has version {text}, and this process reads {reads}: {sender}");
    }

    private static bool IsOf(Type message, string? header) => header?.StartsWith($"{message.Name}/", StringComparison.Ordinal) == true;

    internal sealed class Stamp<T> : IFilter<PublishContext<T>> where T : class
    {
        public Task Send(PublishContext<T> context, IPipe<PublishContext<T>> next)
        {
            if (!IsOf(typeof(T), context.Headers.Get<string>(Header))) context.Headers.Set(Header, Of(typeof(T)));
            return next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("message-version");
    }

    internal sealed class Check<T> : IFilter<ConsumeContext<T>> where T : class
    {
        public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
        {
            try
            {
                Require(typeof(T), context.Headers.Get<string>(Header));
            }
            catch (MessageVersionException e)
            {
                // The bus publishes the faults of consumers alone, and whoever sent the command waits for one.
                await context.NotifyFaulted(TimeSpan.Zero, nameof(MessageVersions), e);
                throw;
            }
            await next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("message-version");
    }
}
