using ArenaLearning.Api.V1;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Waiting;
using Grpc.Net.Client;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ArenaLearning.Services.Tests.Hosting;

public sealed class StatusTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_status_says_what_is_done_what_failed_and_what_was_tried_again()
    {
        using var gate = new SemaphoreSlim(0);
        await using var service = await HostedService.StartAsync(
            services => services.AddSingleton(gate), consumers => consumers.Add<StumblingConsumer>(),
            settings: new Dictionary<string, string?> { ["ARENA_KEYS_FILE"] = "off" }, cancellationToken: Token);
        using var channel = GrpcChannel.ForAddress(service.AddressOf(Listener.Grpc)!);
        var client = new Status.StatusClient(channel);

        await service.Services.GetRequiredService<IMessageBus>().SendAsync(new Stumbled("campaign"), Token);
        await Eventually.HappensAsync("it was tried again", async () => await StatusAsync() is { InFlight: 1, Failed: 1, Retried: 1 });
        Assert.Equal([nameof(Stumbled)], (await StatusAsync()).WorkingOn);
        gate.Release();
        await Eventually.HappensAsync("it was done", async () => await StatusAsync() is { InFlight: 0, Done: 1, Failed: 1, Retried: 1 });
        Assert.Empty((await StatusAsync()).WorkingOn);

        async Task<ServiceStatus> StatusAsync() => await client.GetAsync(new(), cancellationToken: Token);
    }
}

public sealed record Stumbled(string Campaign);

/// <summary>Fails at first, and then works until it may end.</summary>
internal sealed class StumblingConsumer(SemaphoreSlim gate) : IConsumer<Stumbled>
{
    public Task Consume(ConsumeContext<Stumbled> context) =>
        context.GetRetryAttempt() == 0 ? throw new InvalidOperationException("It stumbles.") : gate.WaitAsync(context.CancellationToken);
}
