using System.Text.Json;
using ArenaLearning.Arena.Tests.Commands;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Inference;
using ArenaLearning.Inference.Models;
using ArenaLearning.Inference.Settings;
using ArenaLearning.TestEndpoint;
using Xunit;

namespace ArenaLearning.Arena.Tests.Campaigns;

/// <summary>Small flywheels with a competitor and a judge that are reached over HTTP.</summary>
[Collection(nameof(ReplyCacheFolder))]
public sealed class FlywheelEndpointTests : IDisposable
{
    private const string Asked = "asked";
    private readonly string folder = Directory.CreateTempSubdirectory("flywheel-endpoint-").FullName;

    // A cache of their own, so that a run asks for everything.
    public FlywheelEndpointTests() => Environment.SetEnvironmentVariable("ARENA_CACHE", Path.Combine(folder, "cache"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenth_of_the_calls_going_wrong_changes_nothing()
    {
        var (quiet, _) = await RunAtAsync("quiet", new(Concurrency: 16));
        var (shaken, statistics) = await RunAtAsync("shaken", new(Concurrency: 16, FaultRate: 0.1, RetryAfter: TimeSpan.FromMilliseconds(20)));

        Assert.Equal(EndpointBehaviour.EveryFault.Count, statistics.Faults.Count(fault => fault.Value > 0));
        Assert.Equal(["SFT-I0", "SFT-I1", "DPO-I1", "PPO-I1"], quiet.Stages.Select(s => s.Contestant));
        Assert.Equal(0, shaken.Units.Failed);
        Assert.Equal(quiet.Digest, shaken.Digest);
        Assert.Equal(quiet.Leaderboard, shaken.Leaderboard);
        Assert.Equal(quiet.Units with { DuplicatesDropped = shaken.Units.DuplicatesDropped }, shaken.Units);
        Assert.True(quiet.Spend.CostUsd > 0);
        Assert.Equal(quiet.Spend, shaken.Spend);
        Assert.Equal(
            await File.ReadAllBytesAsync(PathOf("quiet", "battles.jsonl"), Token), await File.ReadAllBytesAsync(PathOf("shaken", "battles.jsonl"), Token));

        var details = await DetailsAsync("shaken");
        Assert.Equal(["critic", "verifier"], details.JudgeCards!.Select(card => card.Judge));
        Assert.Equal(shaken.Stages.Sum(s => s.Battles), details.JudgeCards![0].Agreement!.Battles);
        Assert.Equal(shaken.Spend.Requests, Assert.Single(details.Spend!).Requests);
        // It writes prose that is no right answer, in words that the target has no tokens for: nothing of it is learned.
        Assert.Contains(details.Contestants, c => c is { Contestant: Asked, Accuracy.Overall: 0 });
        Assert.All(
            details.Stages.Select(s => s.Mining).OfType<MiningDetails>(), mining => Assert.True(mining.NewRows > 0 && !mining.ChosenBy.ContainsKey(Asked)));
        var report = await File.ReadAllTextAsync(PathOf("shaken", "report.html"), Token);
        Assert.Contains("Judge card", report, StringComparison.Ordinal);
        Assert.Contains("What was paid to each endpoint", report, StringComparison.Ordinal);
        Assert.Matches(@"arithmetic,\s+critic judges", report);
    }

    [Fact]
    public async Task What_a_model_writes_elsewhere_is_learned_as_if_it_were_here()
    {
        var model = Path.Combine(Path.GetDirectoryName(ShippedExample.Path)!, "arithmetic", "multiplier");
        await using var server = await InferenceServer.StartAsync(new([ModelSource.Of(model)], Port: 0, Device: "cpu"), cancellationToken: Token);

        var outcome = await SmallCampaign.RunAsync(Path.Combine(folder, "served"), null,
            $"endpoints=[{{ name: served, base_url: \"{server.Address}v1\" }}]",
            $"competitors.1={{ name: {Asked}, kind: openai, endpoint: served, model: multiplier, temperature: 0 }}");

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        var details = await DetailsAsync("served");
        Assert.Contains(details.Contestants, c => c is { Contestant: Asked, Accuracy.Overall: > 0 });
        var chosen = details.Stages[1].Mining!.ChosenBy.GetValueOrDefault(Asked);
        Assert.True(chosen > 0, "no row of SFT-I1 is of the served model");
        var rows = await File.ReadAllLinesAsync(PathOf("served", Path.Combine("datasets", "SFT-I1.jsonl")), Token);
        Assert.Equal(chosen, rows.Count(row => row.Contains($"\"{Asked}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_budget_ends_it_with_1_and_how_to_go_on()
    {
        await using var server = await EndpointServer.StartAsync(new(Concurrency: 16));

        var outcome = await SmallCampaign.RunAsync(
            Path.Combine(folder, "poor"), null, [.. Settings(server), "budget={ max_tokens: 200000 }", "work.judging_chunk=4"]);

        Assert.Equal(1, outcome.Code);
        Assert.Contains("The campaign's budget is used up", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("The same command again: arena run", outcome.Error, StringComparison.Ordinal);
        var result = await SmallCampaign.ResultAsync(Path.Combine(folder, "poor"));
        Assert.False(result.Complete);
        Assert.InRange(result.Spend.PromptTokens + result.Spend.ResponseTokens, 1, 200_000);
        Assert.Contains(
            "A budget stopped the campaign before its end", await File.ReadAllTextAsync(PathOf("poor", "report.html"), Token),
            StringComparison.Ordinal);

        var summary = await SmallCampaign.InvokeAsync("summary", Path.Combine(folder, "poor"));
        Assert.Equal(2, summary.Code);
        Assert.Contains("a budget stopped this campaign before its end", summary.Error, StringComparison.Ordinal);

        var more = await SmallCampaign.RunAsync(
            Path.Combine(folder, "poor"), null, [.. Settings(server), "budget={ max_tokens: 200000000 }", "work.judging_chunk=4"]);

        Assert.Equal((0, ""), (more.Code, more.Error));
        Assert.True((await SmallCampaign.ResultAsync(Path.Combine(folder, "poor"))).Complete);
    }

    [Fact]
    public async Task The_plan_says_what_would_be_asked_of_whom()
    {
        await using var server = await EndpointServer.StartAsync(new(Concurrency: 16));

        var plan = await SmallCampaign.InvokeAsync(["plan", .. SmallCampaign.Arguments([.. Settings(server), "budget={ max_cost: 0.001 }"])]);

        Assert.Equal((0, ""), (plan.Code, plan.Error));
        Assert.Matches(@"contestant[ │]+asked[ │]+test[ │]+80 ", plan.Output);
        Assert.Matches(@"judge[ │]+critic-1[ │]+test ", plan.Output);
        Assert.Contains("The budget of 0.00 US dollars does not reach", plan.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing is paid for", plan.Output, StringComparison.Ordinal);
        Assert.Equal(0, server.Statistics.Requests);
    }

    [Fact]
    public async Task Keys_and_prompts_are_looked_for_before_anything_is_asked()
    {
        await using var server = await EndpointServer.StartAsync(new(Concurrency: 16));

        var outcome = await SmallCampaign.InvokeAsync(["validate", .. SmallCampaign.Arguments(
            [.. Settings(server), "endpoints.0.key_env=ARENA_KEY_THAT_IS_NOT_SET", "battles.judge.prompt=pairwise-v0"])]);

        Assert.Equal(2, outcome.Code);
        Assert.Contains("endpoints.0.key_env: the environment variable ARENA_KEY_THAT_IS_NOT_SET is not set", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("battles.judge.prompt: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Statistics.Requests);
    }

    private async Task<TrainingCampaignDetails> DetailsAsync(string name) =>
        JsonSerializer.Deserialize<TrainingCampaignDetails>(await File.ReadAllTextAsync(PathOf(name, "details.json"), Token), JsonLines.Options)!;

    private async Task<(CampaignResult Result, EndpointStatistics Statistics)> RunAtAsync(string name, EndpointBehaviour behaviour)
    {
        await using var server = await EndpointServer.StartAsync(behaviour);
        var outcome = await SmallCampaign.RunAsync(Path.Combine(folder, name), null, Settings(server));

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return (await SmallCampaign.ResultAsync(Path.Combine(folder, name)), server.Statistics);
    }

    private static string[] Settings(EndpointServer server) =>
    [
        $"endpoints=[{{ name: test, base_url: \"{server.BaseUrl}\", concurrency: 16, max_retries: 8 }}]",
        $"competitors.2={{ name: {Asked}, kind: openai, endpoint: test, model: alpha-7b, temperature: 0.7, input_price: 1, output_price: 2 }}",
        "battles.judge={ name: critic, kind: llm, endpoint: test, model: critic-1, input_price: 1, output_price: 1, attempts: 1, max_tokens: 100 }",
    ];

    private string PathOf(string name, string file) => Path.Combine(folder, name, file);
}
