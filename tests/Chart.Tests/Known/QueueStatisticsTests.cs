using System.Net;
using System.Text;
using ArenaLearning.Hosting;
using ArenaLearning.TestServers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ArenaLearning.Chart.Tests.Known;

/// <summary>
/// What a service that is told of a management API looks at before it starts. The answers are RabbitMQ 3.10's own, with its settings of these names.
/// </summary>
public sealed class QueueStatisticsTests
{
    [Theory]
    [InlineData("""{"disable_stats":false,"enable_queue_totals":false}""")]
    [InlineData("""{"disable_stats":true,"enable_queue_totals":true}""")]
    public async Task One_that_tells_how_full_queues_are_is_taken(string overview) => await CheckAsync(overview);

    [Fact]
    public async Task One_that_keeps_no_statistics_is_refused_without_its_password()
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => CheckAsync("""{"disable_stats":true,"enable_queue_totals":false}"""));

        Assert.Matches(@"^ARENA_BUS_MANAGEMENT: RabbitMQ's management API at 127\.0\.0\.1:\d+ keeps no statistics, so every queue looks empty there\. Take ",
            refused.Message);
        Assert.DoesNotContain("s3cret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not JSON", HttpStatusCode.OK)]
    [InlineData("""{"error":"not_authorized"}""", HttpStatusCode.Unauthorized)]
    public async Task One_that_does_not_say_stops_nobody(string body, HttpStatusCode status) => await CheckAsync(body, status);

    [Fact]
    public async Task One_that_is_away_stops_nobody() => await CheckAsync(LoopbackPort.Free());

    private static async Task CheckAsync(string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        var port = LoopbackPort.Free();
        using var server = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        server.Start();
        var answering = AnswerAsync();
        await CheckAsync(port);
        Assert.Equal(("/api/overview", "Basic YXJlbmE6czNjcmV0"), await answering);

        async Task<(string Path, string? Authorization)> AnswerAsync()
        {
            var context = await server.GetContextAsync();
            context.Response.StatusCode = (int)status;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
            return (context.Request.Url!.AbsolutePath, context.Request.Headers["Authorization"]);
        }
    }

    private static async Task CheckAsync(int port)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("ARENA_BUS", "amqp://127.0.0.1:9/"), new("ARENA_BUS_MANAGEMENT", $"http://arena:s3cret@127.0.0.1:{port}"),
            new("ARENA_MANAGEMENT", "off"), new("ARENA_GRPC", "off"), new("ARENA_HTTP", "off"), new("Logging:LogLevel:Default", "None"),
        ]).Build();
        await using var service = ServiceApplication.Create(configuration, new("Tested", [], _ => { }, _ => { }));
        foreach (var check in service.Services.GetServices<IStartCheck>()) await check.CheckAsync(TestContext.Current.CancellationToken);
    }
}
