using System.Threading.Channels;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ArenaLearning.Services.Tests.Hosting;

public class MessageVersionTests
{
    private const string Header = "Arena-Version";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_carries_its_version_and_one_of_a_version_that_is_not_read_is_refused_with_a_sentence()
    {
        var told = Channel.CreateUnbounded<string>();
        var builder = ServiceHost.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection([new(BusSettings.Key, "")]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(told.Writer);
        builder.Services.AddArenaBus(builder.Configuration, consumers => consumers.Add<VersionedConsumer>());
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var bus = host.Services.GetRequiredService<IBus>();

        await host.Services.GetRequiredService<IMessageBus>().PublishAsync(new Versioned("now"), Token);
        Assert.Equal("now: Versioned/3", await told.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token));
        await bus.Publish(new Versioned("before"), context => context.Headers.Set(Header, "Versioned/2"), Token);
        Assert.Equal("before: Versioned/2", await told.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token));

        await bus.Publish(new Versioned("old"), context => context.Headers.Set(Header, "Versioned/1"), Token);
        Assert.Equal(
            "Versioned has version 1, and this process reads 2 to 3: an older version of Arena Learning has sent it. Update its sender.",
            await told.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token));

        await bus.Publish(new Versioned("newer"), context => context.Headers.Set(Header, "Versioned/4"), Token);
        Assert.Equal(
            "Versioned has version 4, and this process reads 2 to 3: a newer version of Arena Learning has sent it. Update this service.",
            await told.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token));
        await host.StopAsync(Token);
    }

    [Fact]
    public void A_message_without_a_version_has_the_first() =>
        Assert.Equal((1, 3), (MessageVersionAttribute.Of(typeof(StartCampaign)), MessageVersionAttribute.Of(typeof(Versioned))));
}

[MessageVersion(3, ReadsFrom = 2)]
public sealed record Versioned(string Text);

internal sealed class VersionedConsumer(ChannelWriter<string> told) : IConsumer<Versioned>, IConsumer<Fault<Versioned>>
{
    public Task Consume(ConsumeContext<Versioned> context) =>
        told.WriteAsync($"{context.Message.Text}: {context.Headers.Get<string>("Arena-Version")}", context.CancellationToken).AsTask();

    public Task Consume(ConsumeContext<Fault<Versioned>> context) =>
        told.WriteAsync(context.Message.Exceptions[0].Message, context.CancellationToken).AsTask();
}
