using System.Diagnostics;
using ArenaLearning.Hosting.Access;
using ArenaLearning.System.Tests.Broker;
using ArenaLearning.System.Tests.Campaigns;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.TestServers;
using Xunit;

namespace ArenaLearning.System.Tests;

/// <summary>
/// Every service as a process of its own, two of them Flywheels, over RabbitMQ and PostgreSQL; whoever starts the campaign knows their
/// addresses, and has a key.
/// </summary>
[Collection<ComparedRuns>]
public sealed class SeveralFlywheels(UninterruptedRun reference, ITestOutputHelper output)
{
    private const string Leader = """
        SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    /// <summary>How soon another has to go on.</summary>
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(15);

    private static readonly string[] Services = ["Flywheel", "Flywheel", "Generation", "Judging", "Ranking", "DataMining", "Training"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Go_on_with_a_campaign_whose_leader_is_killed()
    {
        await using var broker = await RabbitMqVirtualHost.CreateAsync(Token);
        await using var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        using var folder = new CampaignFolder();
        using CampaignFolder results = new();
        var (key, kept) = KeysFile.NewKey("tests", KeyRole.Operator);
        var keys = Path.Combine(folder.Root, "keys");
        await File.WriteAllTextAsync(keys, KeysFile.LineOf(kept), Token);
        Dictionary<string, string?> environment = new()
        {
            ["ARENA_LEDGER"] = server.Address(database),
            ["ARENA_ARTIFACTS"] = Path.Combine(folder.Root, "artifacts"),
            ["ARENA_KEYS_FILE"] = keys,
        };
        int[] ports = [LoopbackPort.Free(), LoopbackPort.Free()];
        var processes = Services.Select((service, i) => ChildProcess.Start(service, Programs.Service(service), [], broker.Address, i >= ports.Length
            ? environment : environment.Append(new("ARENA_GRPC", $"http://127.0.0.1:{ports[i]}")))).ToList();
        try
        {
            foreach (var port in ports)
                await Eventually.HappensAsync("a Flywheel listened", TakeOver * 4, () => LoopbackPort.AnswersAsync(port, Token), processes, Token);
            var arena = ChildProcess.Start(
                "arena run", Programs.Arena,
                [
                    .. ShortCampaign.Arguments(Path.Combine(Programs.Repository, "examples", "arithmetic.yaml"), results.Root, bus: null),
                    "--server", string.Join(',', ports.Select(port => $"http://127.0.0.1:{port}")),
                ],
                environment: [new("ARENA_KEY", key)]);
            processes.Add(arena);
            await HappensAsync(
                "half of the responses were in the ledger", ShortCampaign.Limit, async () => await ResponsesAsync() >= reference.Responses / 2);
            Assert.False(arena.HasExited, $"The campaign ended before its leader was killed.\n{arena.Tail}");

            var first = await server.TextAsync(database, Leader);
            var leader = processes.Take(2).Single(flywheel => first!.StartsWith($"arena {flywheel.Id} ", StringComparison.Ordinal));
            await leader.KillAsync();
            var killed = Stopwatch.StartNew();
            await HappensAsync("the other led the campaign", TakeOver, async () => await server.TextAsync(database, Leader) is { } now && now != first);
            output.WriteLine(
                $"Killed {first} at {await ResponsesAsync()} of {reference.Responses} responses; another led after {killed.Elapsed.TotalSeconds:0.0} s");

            var exitCode = await arena.WaitForExitAsync(ShortCampaign.Limit, Token);
            Assert.True(exitCode == 0, string.Join('\n', processes.Select(p => p.Tail)));
            reference.AssertSameAs(await results.ResultAsync(Token));
            Assert.Equal(reference.Files.Where(name => !name.StartsWith("ledger.", StringComparison.Ordinal)), results.Files());
            Assert.Equal(reference.Responses, await ResponsesAsync());
            Assert.Equal(2, await server.NumberAsync(database, "SELECT lease FROM campaigns"));
            Assert.DoesNotContain(await broker.QueuesAsync(Token), q =>
                q.EndsWith("_error", StringComparison.Ordinal) || q.EndsWith("_skipped", StringComparison.Ordinal));
        }
        finally
        {
            foreach (var process in processes) await process.DisposeAsync();
        }

        Task HappensAsync(string what, TimeSpan limit, Func<Task<bool>> condition) => Eventually.HappensAsync(
            what, limit, async () => processes.Any(p => p is { Name: "arena run", HasExited: true }) || await condition(), processes, Token);

        // The tables are not there before the first Flywheel has made them.
        async Task<long> ResponsesAsync() => await server.NumberAsync(database, "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'responses'") == 0
            ? 0 : await server.NumberAsync(database, "SELECT COUNT(*) FROM responses");
    }
}
