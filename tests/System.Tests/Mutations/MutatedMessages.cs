using System.Globalization;
using System.Text.Json;
using ArenaLearning.DataMining;
using ArenaLearning.Flywheel;
using ArenaLearning.Generation;
using ArenaLearning.Judging;
using ArenaLearning.Mutations;
using ArenaLearning.Randomness;
using ArenaLearning.Ranking;
using ArenaLearning.System.Tests.Campaigns;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.System.Tests.UnderFire;
using ArenaLearning.Training;
using MassTransit;
using RabbitMQ.Client;
using Xunit;

namespace ArenaLearning.System.Tests.Mutations;

/// <summary>Messages of every type that a service takes, of the right shape with anything in their fields, and then with some bytes changed.</summary>
[Collection<ComparedRuns>]
public sealed class MutatedMessages(RunningLandscape running, ITestOutputHelper output)
{
    private const int Seed = 19;

    /// <summary>One in so many.</summary>
    private const int AsItIs = 3;

    /// <summary>Of each type; <c>ARENA_TEST_MUTATIONS</c> says otherwise.</summary>
    private static readonly int Each =
        Environment.GetEnvironmentVariable("ARENA_TEST_MUTATIONS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 4;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(9);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What services consume, watchers included.</summary>
    private static IEnumerable<Type> Consumed =>
        new[]
        {
            typeof(FlywheelService), typeof(GenerationService), typeof(JudgingService), typeof(RankingService), typeof(DataMiningService),
            typeof(TrainingService),
        }
        .SelectMany(service => service.Assembly.GetTypes()).SelectMany(type => type.GetInterfaces())
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConsumer<>)).Select(type => type.GenericTypeArguments[0])
        .Distinct().OrderBy(type => type.ToString(), StringComparer.Ordinal);

    [Fact]
    public async Task Are_answered_or_become_dead_letters_and_stop_nobody()
    {
        var landscape = await running.StartAsync(Token);
        var (random, types) = (new SplitMix64(Seed), Consumed.ToList());
        Assert.True(types.Count > 15, string.Join(", ", types));
        await using var connection = await new ConnectionFactory { Uri = landscape.RabbitMq.Address() }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(
            new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Token);
        var properties = new BasicProperties { Persistent = true, ContentType = "application/vnd.masstransit+json" };
        foreach (var type in types)
            for (var i = 0; i < Each; i++)
                await channel.BasicPublishAsync(
                    ExchangeOf(type), "", mandatory: false, properties, MutatedBytes.Of(Envelope(type, random), AsItIs, random), Token);
        await Eventually.HappensAsync(
            "every queue was empty", Limit, async () => await landscape.UnhandledAsync() == 0, landscape.Processes, Token);
        output.WriteLine($"{types.Count * Each} messages of {types.Count} types; {string.Join(", ", await landscape.DeadLettersAsync(Token))}");
        Assert.All(landscape.Processes, process => Assert.False(process.HasExited, process.Tail));
        await landscape.DropDeadLettersAsync(Token);
    }

    /// <summary>As MassTransit names them.</summary>
    private static string ExchangeOf(Type type) => type.IsGenericType
        ? $"MassTransit:{type.Name.Split('`')[0]}--{string.Join("-", type.GenericTypeArguments.Select(ExchangeOf))}--" : $"{type.Namespace}:{type.Name}";

    private static byte[] Envelope(Type type, SplitMix64 random) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        messageId = "11111111-1111-1111-1111-111111111111",
        messageType = new[] { MessageUrn.ForTypeString(type) },
        message = new MessageMaker(random).Make(type),
        sentTime = "2026-01-01T00:00:00Z",
        headers = new Dictionary<string, object>(),
    });
}
