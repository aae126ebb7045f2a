using System.Diagnostics;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.System.Tests.Campaigns;
using ArenaLearning.System.Tests.Processes;
using Xunit;

namespace ArenaLearning.System.Tests.UnderFire;

/// <summary>Campaigns while everything dies, halts, is cut off or full. <c>.ci/long/under-fire</c> has the long form.</summary>
[Collection<ComparedRuns>]
public sealed class CampaignUnderFire(UninterruptedRun training, RunningLandscape running, ITestOutputHelper output)
{
    private static readonly string[] Workers = ["Generation", "Judging", "Ranking", "DataMining", "Training"];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly FirePlan plan = FirePlan.FromEnvironment();
    private readonly Stopwatch clock = Stopwatch.StartNew();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ends_with_the_digest_of_the_undisturbed_run_and_nothing_is_lost_counted_or_paid_twice()
    {
        Say($"Seed {plan.Seed}");
        using CampaignFolder input = new();
        var starting = running.StartAsync(Token);
        var (argumentsOf, expected) = plan.Trains
            ? (place => ShortCampaign.Arguments(Path.Combine(Programs.Repository, "examples", "arithmetic.yaml"), place, bus: null), training.Result)
            : await UndisturbedAsync(input);
        var landscape = await starting;
        Say("Everything runs");

        var random = new Random(plan.Seed);
        for (var round = 0; round < Math.Max(1, plan.OfEach); round++)
            await FightAsync(landscape, argumentsOf, plan.IsShort ? Faults.OneOfEach(["Generation", "Judging"], random) : Every(random), random, expected);
    }

    /// <summary>What the short form leaves out belongs to it too.</summary>
    private static IReadOnlyList<Fault> Every(Random random)
    {
        Fault[] halts = [.. Workers.Select(Faults.Halt)];
        random.Shuffle(halts);
        return [.. halts, .. Faults.OneOfEach([.. Workers, "Flywheel"], random)];
    }

    /// <summary>The campaign in one process that nothing disturbs.</summary>
    private async Task<(Func<string, IEnumerable<string>> ArgumentsOf, CampaignResult Result)> UndisturbedAsync(CampaignFolder input)
    {
        using var alone = new CampaignFolder();
        var asked = running.Endpoint.Statistics.Answered;
        var file = await RecordedArena.WriteAsync(input.Root, running.Endpoint.BaseUrl, Token);
        await using (var arena = ChildProcess.Start(
            "arena run", Programs.Arena, ["run", file, "--out", alone.Root], environment: [new("ARENA_CACHE", "off"), new("ARENA_REDIS", null)]))
            Assert.True(await arena.WaitForExitAsync(Limit, Token) == 0, arena.Tail);
        var result = await alone.ResultAsync(Token);
        Assert.Equal((RecordedArena.Units, RecordedArena.Prompts), (result.Units.Done, running.Endpoint.Statistics.Answered - asked));
        Say("The undisturbed run has ended");
        return (place => ["run", file, "--out", place], result);
    }

    private async Task FightAsync(
        ServiceLandscape landscape, Func<string, IEnumerable<string>> argumentsOf, IReadOnlyList<Fault> faults, Random random, CampaignResult expected)
    {
        using var results = new CampaignFolder();
        var (recordedBefore, paidBefore) = (await landscape.RecordedAsync(), landscape.Endpoint.Statistics.Answered);
        // What a round before has paid for is in Redis.
        await landscape.Redis.CommandAsync("FLUSHALL");
        // Another place is another campaign.
        await using var arena = landscape.StartCampaign(argumentsOf(results.Root));
        for (var i = 0; i < faults.Count; i++)
        {
            var from = expected.Units.Done * i / faults.Count;
            await Eventually.HappensAsync(
                $"{from} units were recorded", Limit, async () => arena.HasExited || await landscape.RecordedAsync() - recordedBefore >= from,
                landscape.Processes.Append(arena), Token);
            Assert.False(arena.HasExited, $"The campaign ended before {faults[i]}.\n{arena.Tail}");
            Say($"{faults[i]}: {await faults[i].StrikeAsync(landscape, random, Token)}");
        }
        var exitCode = await arena.WaitForExitAsync(Limit, Token);
        Assert.True(exitCode == 0, string.Join('\n', landscape.Processes.Append(arena).Select(process => process.Tail)));
        Say("The campaign has ended");

        var result = await results.ResultAsync(Token);
        Assert.Equal((0, expected.Units.Done, expected.Units.Done), (result.Units.Failed, result.Units.Planned, result.Units.Done));
        Assert.Equal(expected.Leaderboard, result.Leaderboard);
        Assert.Equal(expected.Digest, result.Digest);
        Assert.Equal(recordedBefore + expected.Units.Done, await landscape.RecordedAsync());
        Assert.All(landscape.Processes, process => Assert.False(process.HasExited, process.Tail));
        Assert.Empty(await landscape.DeadLettersAsync(Token));
        var paidTwice = landscape.Endpoint.Statistics.Answered - paidBefore - (plan.Trains ? 0 : RecordedArena.Prompts);
        var mayBeTorn = plan.Trains ? 0 : faults.Count(fault => fault.TearsRequests) * RecordedArena.Concurrency;
        Say($"{result.Units.DuplicatesDropped} copies dropped; {paidTwice} answers paid for twice, at most {mayBeTorn} torn");
        Assert.InRange(paidTwice, 0, mayBeTorn);
    }

    private void Say(string what) => output.WriteLine($"{clock.Elapsed.TotalSeconds,6:0.0} s  {what}");
}
