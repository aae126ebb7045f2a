using ArenaLearning.System.Tests.Broker;
using ArenaLearning.System.Tests.Campaigns;
using ArenaLearning.System.Tests.Processes;
using Xunit;

namespace ArenaLearning.System.Tests;

/// <summary>Every service as a process of its own, over RabbitMQ.</summary>
[Collection<ComparedRuns>]
public sealed class TheServicesAsProcesses(UninterruptedRun reference, ITestOutputHelper output)
{
    private static readonly string[] Services =
        ["Flywheel", "Generation", "Generation", "Judging", "Ranking", "DataMining", "Training"];

    [Fact]
    public async Task Come_to_the_same_result_as_one_process_though_one_is_killed_half_way()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var broker = await RabbitMqVirtualHost.CreateAsync(cancellation);
        using var folder = new CampaignFolder();
        var processes = Services.Select(s => ChildProcess.Start(s, Programs.Service(s), [], broker.Address)).ToList();
        try
        {
            await Eventually.HappensAsync("every service listened to its queues", TimeSpan.FromSeconds(60),
                async () => AllListen(await broker.ConsumedQueuesAsync(cancellation)), processes, cancellation);

            var arena = ShortCampaign.Start(folder, broker.Address);
            processes.Add(arena);
            await Eventually.HappensAsync("half of the responses were in the ledger", ShortCampaign.Limit,
                async () => arena.HasExited || await folder.ResponsesAsync() >= reference.Responses / 2, processes, cancellation);
            Assert.False(arena.HasExited, $"The campaign ended before a service was killed.\n{arena.Tail}");

            var victim = processes[Array.IndexOf(Services, "Generation")];
            await victim.KillAsync();
            var atDeath = await folder.ResponsesAsync();
            output.WriteLine($"Killed one Generation process at {atDeath} of {reference.Responses} responses.");
            Assert.InRange(atDeath, reference.Responses / 2, reference.Responses - 1);

            var exitCode = await arena.WaitForExitAsync(ShortCampaign.Limit, cancellation);
            Assert.True(exitCode == 0, string.Join('\n', processes.Select(p => p.Tail)));
            Assert.All(processes.Except([victim, arena]), p => Assert.False(p.HasExited, p.Tail));
            reference.AssertSameAs(await folder.ResultAsync(cancellation));
            Assert.Equal(reference.Responses, await folder.ResponsesAsync());

            // MassTransit makes these queues when the first message goes there.
            Assert.DoesNotContain(await broker.QueuesAsync(cancellation), q =>
                q.EndsWith("_error", StringComparison.Ordinal) || q.EndsWith("_skipped", StringComparison.Ordinal));
        }
        finally
        {
            foreach (var process in processes) await process.DisposeAsync();
        }
    }

    /// <summary>Queues are named <c>service-consumer</c> in kebab case; both Generation processes take from one queue.</summary>
    private static bool AllListen(IReadOnlyList<string> consumedQueues) => Services.CountBy(s => s).All(service => consumedQueues
        .CountBy(q => q)
        .Any(q => q.Value >= service.Value
            && q.Key.Replace("-", "", StringComparison.Ordinal).StartsWith(service.Key, StringComparison.OrdinalIgnoreCase)));
}
