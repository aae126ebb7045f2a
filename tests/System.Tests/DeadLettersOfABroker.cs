using System.Text;
using System.Text.Json;
using ArenaLearning.System.Tests.Broker;
using ArenaLearning.System.Tests.Processes;
using RabbitMQ.Client;
using Xunit;

namespace ArenaLearning.System.Tests;

/// <summary>Messages that no service can handle, on a real broker.</summary>
public sealed class DeadLettersOfABroker
{
    private const string Queue = "ranking-rank-arena";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_counted_shown_sent_again_and_dropped_and_stop_nobody()
    {
        await using var broker = await RabbitMqVirtualHost.CreateAsync(Token);
        await using var ranking = ChildProcess.Start("Ranking", Programs.Service("Ranking"), [], broker.Address);
        await Eventually.HappensAsync(
            "Ranking took from its queue", Limit, async () => (await broker.ConsumedQueuesAsync(Token)).Contains(Queue), [ranking], Token);
        await PublishAsync(broker.Address, "this is no message");
        await PublishAsync(broker.Address, JsonSerializer.Serialize(new
        {
            messageId = Guid.NewGuid(),
            messageType = new[] { "urn:message:ArenaLearning.Contracts.Messages:RankArena" },
            message = new { campaign = new[] { "a list in place of a name" } },
        }));

        await ListsAsync("2");
        var shown = await AskAsync("show", Queue);
        Assert.Contains("no message of Arena Learning: ", shown, StringComparison.Ordinal);
        Assert.Contains("RankArena: ", shown, StringComparison.Ordinal);
        Assert.Contains("this is no message", await AskAsync("show", Queue, "--full"), StringComparison.Ordinal);

        Assert.Contains("2 sent again.", await AskAsync("replay", Queue), StringComparison.Ordinal);
        // The same service fails on them again.
        await ListsAsync("2");
        Assert.Contains("2 dropped.", await AskAsync("drop", Queue), StringComparison.Ordinal);
        Assert.Contains("There are no dead letters.", await AskAsync("list"), StringComparison.Ordinal);
        Assert.False(ranking.HasExited, ranking.Tail);

        Task ListsAsync(string count) => Eventually.HappensAsync(
            $"{count} dead letters were listed", Limit, async () => (await AskAsync("list")).Split('\n').Any(line =>
                line.Contains(Queue, StringComparison.Ordinal) && line.Contains($" {count} ", StringComparison.Ordinal)), [ranking], Token);

        async Task<string> AskAsync(params string[] arguments)
        {
            await using var arena = ChildProcess.Start("arena", Programs.Arena, ["dead-letters", .. arguments, "--bus", broker.Address.ToString()]);
            Assert.True(await arena.WaitForExitAsync(Limit, Token) == 0, arena.Tail);
            return string.Join('\n', arena.Lines);
        }
    }

    private static async Task PublishAsync(Uri broker, string body)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        var properties = new BasicProperties { Persistent = true, ContentType = "application/vnd.masstransit+json" };
        await channel.BasicPublishAsync("", Queue, mandatory: true, properties, Encoding.UTF8.GetBytes(body), Token);
    }
}
