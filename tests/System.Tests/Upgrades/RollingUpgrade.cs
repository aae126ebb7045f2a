using System.Diagnostics;
using ArenaLearning.System.Tests.Campaigns;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.System.Tests.UnderFire;
using Xunit;

namespace ArenaLearning.System.Tests.Upgrades;

/// <summary>
/// A campaign that trains, while every replica of every service is asked to end and another takes its place. <c>.ci/long/under-fire</c> starts with
/// programs of an earlier commit.
/// </summary>
[Collection<ComparedRuns>]
public sealed class RollingUpgrade(UninterruptedRun reference, RunningLandscape running, ITestOutputHelper output)
{
    /// <summary>What Kubernetes and compose are told to wait before they kill.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A folder like <c>services</c> with what was built there; null where old and new are the same.</summary>
    private static string? OldPrograms => Environment.GetEnvironmentVariable("ARENA_TEST_OLD_SERVICES") is { Length: > 0 } folder ? folder : null;

    [Fact]
    public async Task Of_all_replicas_one_by_one_changes_nothing_and_each_ends_in_time()
    {
        var landscape = await running.StartAsync(Token);
        if (OldPrograms is { } folder)
            foreach (var replica in landscape.Replicas)
                await replica.RestartAsync(Path.Combine(folder, replica.Service, "bin", "Release", "net10.0", $"ArenaLearning.{replica.Service}.dll"));
        using CampaignFolder results = new();
        var before = await landscape.RecordedAsync();
        var file = Path.Combine(Programs.Repository, "examples", "arithmetic.yaml");
        await using var arena = landscape.StartCampaign(ShortCampaign.Arguments(file, results.Root, bus: null));

        for (var i = 0; i < landscape.Replicas.Count; i++)
        {
            var (replica, from) = (landscape.Replicas[i], reference.Result.Units.Done * (i + 1) / (landscape.Replicas.Count + 2));
            await Eventually.HappensAsync(
                $"{from} units were recorded", ShortCampaign.Limit, async () => arena.HasExited || await landscape.RecordedAsync() - before >= from,
                landscape.Processes.Append(arena), Token);
            Assert.False(arena.HasExited, $"The campaign ended before {replica} was replaced.\n{arena.Tail}");
            var (asked, process) = (Stopwatch.GetTimestamp(), replica.Process);
            await process.TerminateAsync();
            Assert.True(await process.WaitForExitAsync(2 * Grace, Token) == 0, process.Tail);
            output.WriteLine($"{replica} ended {Stopwatch.GetElapsedTime(asked).TotalSeconds:0.0} s after SIGTERM, at {from} units");
            Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, Grace);
            await replica.RestartAsync();
        }

        var exitCode = await arena.WaitForExitAsync(ShortCampaign.Limit, Token);
        Assert.True(exitCode == 0, string.Join('\n', landscape.Processes.Append(arena).Select(process => process.Tail)));
        reference.AssertSameAs(await results.ResultAsync(Token));
        Assert.Equal(before + reference.Result.Units.Done, await landscape.RecordedAsync());
        // It has what a campaign leaves behind, but for the ledger.
        Assert.Equal(reference.Files.Where(name => !name.StartsWith("ledger.", StringComparison.Ordinal)), results.Files());
        Assert.DoesNotContain(landscape.S3.Keys(), key => key.Contains("/work/", StringComparison.Ordinal));
        Assert.Empty(await landscape.DeadLettersAsync(Token));
    }
}
