using ArenaLearning.Api.V1;
using ArenaLearning.Endpoints;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Services.Tests.Hosting;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ArenaLearning.Services.Tests.Api;

public sealed class StatusTests
{
    private static readonly Dictionary<string, string?> Open = new() { ["ARENA_KEYS_FILE"] = "off" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_that_asks_endpoints_says_what_its_kept_replies_saved()
    {
        await using var service = await HostedService.StartAsync(
            services => services.AddEndpoints(ReplyPlace.Off), settings: Open, cancellationToken: Token);
        var figures = service.Services.GetRequiredService<ReplyFigures>();
        for (var i = 0; i < 3; i++) figures.Hit();
        figures.Miss();
        figures.BytesRead(12);

        var replies = (await StatusAsync(service.AddressOf(Listener.Grpc)!)).ReplyCache;

        Assert.Equal((3L, 1L, 12L, 0L), (replies.Hits, replies.Misses, replies.BytesRead, replies.BytesWritten));
    }

    [Fact]
    public async Task A_service_that_asks_none_says_nothing_of_replies()
    {
        await using var service = await HostedService.StartAsync(settings: Open, cancellationToken: Token);

        Assert.Null((await StatusAsync(service.AddressOf(Listener.Grpc)!)).ReplyCache);
    }

    private static async Task<ServiceStatus> StatusAsync(Uri address)
    {
        using var channel = GrpcChannel.ForAddress(address);
        return await new Status.StatusClient(channel).GetAsync(new(), cancellationToken: Token);
    }
}
