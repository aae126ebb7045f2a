using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.TestEndpoint;
using ArenaLearning.Waiting;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ArenaLearning.Arena.Tests.Campaigns;

/// <summary>Whole campaigns whose contestants and judge are reached over HTTP.</summary>
[Collection(nameof(ReplyCacheFolder))]
public sealed class FaultyEndpointTests : IDisposable
{
    private const int Prompts = 60;
    private readonly string folder = Directory.CreateTempSubdirectory("faulty-endpoint-").FullName;

    // A cache of their own, so that a run asks for everything.
    public FaultyEndpointTests() => Environment.SetEnvironmentVariable("ARENA_CACHE", Path.Combine(folder, "cache"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_tenth_of_the_calls_going_wrong_changes_nothing()
    {
        var (quiet, _) = await RunAtAsync("quiet", new(Concurrency: 16));
        var (shaken, statistics) = await RunAtAsync("shaken", new(Concurrency: 16, FaultRate: 0.1, RetryAfter: TimeSpan.FromMilliseconds(20)));

        Assert.Equal(EndpointBehaviour.EveryFault.Count, statistics.Faults.Count(fault => fault.Value > 0));
        // Three contestants on each prompt, and three battles of each.
        Assert.Equal(new UnitCounts(6 * Prompts, 6 * Prompts, 0, 0), quiet.Units);
        Assert.Equal(quiet.Units with { DuplicatesDropped = shaken.Units.DuplicatesDropped }, shaken.Units);
        Assert.Equal(quiet.Digest, shaken.Digest);
        Assert.Equal(quiet.Leaderboard, shaken.Leaderboard);
        Assert.Equal(0, statistics.OverLimit);
        Assert.True(quiet.Spend.CostUsd > 0);
        Assert.Equal(quiet.Spend, shaken.Spend);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(folder, "quiet", "battles.jsonl"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(Path.Combine(folder, "shaken", "battles.jsonl"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_next_campaign_of_the_same_questions_asks_nobody()
    {
        await using var server = await EndpointServer.StartAsync(new(Concurrency: 16));
        var first = await RunAsync("first", server);
        var asked = server.Statistics.Requests;
        var second = await RunAsync("second", server, "--seed", "9");

        Assert.Equal(asked, server.Statistics.Requests);
        Assert.Equal(first.Units, second.Units);
        Assert.True(first.Spend.Requests > 0);
        Assert.Equal(new SpendTotal(0, 0, 0, 0), second.Spend);
    }

    [Fact]
    public async Task The_report_has_the_judges_card_and_no_key_is_anywhere()
    {
        const string Key = "sk-very-secret-17";
        Environment.SetEnvironmentVariable("ARENA_TEST_KEY", Key);
        await using var server = await EndpointServer.StartAsync(new(Concurrency: 16) { Key = Key });

        await RunAsync("keyed", server, "--set", "endpoints.0.key_env=ARENA_TEST_KEY");

        var details = JsonSerializer.Deserialize<ModelArenaDetails>(
            await File.ReadAllTextAsync(Path.Combine(folder, "keyed", "details.json"), TestContext.Current.CancellationToken), JsonLines.Options)!;
        var card = Assert.Single(details.JudgeCards);
        Assert.Equal(("critic", 3 * Prompts, 0), (card.Judge, card.Verdicts, card.Failed));
        Assert.True(card.Spending.Replies >= 6 * Prompts);
        var report = await File.ReadAllTextAsync(Path.Combine(folder, "keyed", "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("Judge card", report, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "keyed"), "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(Key, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Style_control_shows_both_ratings_and_what_it_took_out()
    {
        await using var server = await EndpointServer.StartAsync(new(Concurrency: 16));

        var result = await RunAsync("styled", server, "--set", "arena.style_features=[length]");

        string[] rank = ["rank", Path.Combine(folder, "styled", "battles.jsonl"), "--soft", "--anchor", "alpha=1000", "--json"];
        var controlled = await LeaderboardAsync([.. rank, "--style-control", "--style-features", "length"]);
        var plain = await LeaderboardAsync(rank);
        Assert.All(result.Leaderboard, row => Assert.Equal(controlled[row.Contestant], row.Elo, 1e-6));
        Assert.All(result.Leaderboard, row => Assert.Equal(plain[row.Contestant], row.Plain!.Elo, 1e-6));
        var report = await File.ReadAllTextAsync(Path.Combine(folder, "styled", "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("Style is controlled for: length is fitted beside the contestants.", report, StringComparison.Ordinal);
        Assert.Contains("Plain Elo", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_is_told_and_waited_for()
    {
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 5, MaxLatencyMs: 10, Concurrency: 16));
        var file = await WriteCampaignAsync(server);
        var told = false;
        var run = SmallCampaign.InvokeAsync(["run", file, "--out", Path.Combine(folder, "waited")], line =>
        {
            if (!line.Contains("Requests to it wait", StringComparison.Ordinal)) return;
            told = true;
            server.AlwaysStatus = null;
        });
        await Eventually.HappensAsync("the campaign was under way", () => server.Statistics.Answered >= Prompts || run.IsCompleted);
        server.AlwaysStatus = 503;

        var outcome = await run;
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.True(told);
        Assert.Contains("Endpoint test answers again.", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(new UnitCounts(6 * Prompts, 6 * Prompts, 0, 0), (await SmallCampaign.ResultAsync(Path.Combine(folder, "waited"))).Units);
    }

    [Fact]
    public async Task After_an_outage_what_was_given_up_is_asked_for_again()
    {
        await using var server = await EndpointServer.StartAsync(new(Concurrency: 16));
        server.AlwaysStatus = 500;
        string[] quick = ["--set", "endpoints.0.max_retries=0", "--set", "work.max_attempts=1", "--set", "prompts.limit=5"];
        var file = await WriteCampaignAsync(server);
        var down = await SmallCampaign.InvokeAsync(["run", file, "--out", Path.Combine(folder, "outage"), .. quick]);
        Assert.Equal(1, down.Code);
        Assert.Contains("500", down.Error, StringComparison.Ordinal);
        Assert.Contains("--retry-failed", down.Error, StringComparison.Ordinal);

        server.AlwaysStatus = null;
        var up = await SmallCampaign.InvokeAsync(["run", file, "--out", Path.Combine(folder, "outage"), .. quick, "--retry-failed"]);

        Assert.Equal((0, ""), (up.Code, up.Error));
        Assert.Equal(new UnitCounts(30, 30, 0, 0), (await SmallCampaign.ResultAsync(Path.Combine(folder, "outage"))).Units);
    }

    [Theory]
    [InlineData("judge.prompt")]
    [InlineData("compare_with.prompt")]
    public async Task A_judges_prompt_file_may_not_change_half_way(string key)
    {
        await using var server = await EndpointServer.StartAsync(new(Concurrency: 16));
        var prompt = Path.Combine(folder, "mine.yaml");
        const string Text = "version: mine-v1\nsystem: Give score_a and score_b.\nuser: "
            + "'{{ dialogue }}{{ instruction }}{{ reference }}{{ answer_a }}{{ answer_b }}'\n";
        await File.WriteAllTextAsync(prompt, Text, TestContext.Current.CancellationToken);
        string[] args =
        [
            "run", await WriteCampaignAsync(server), "--out", Path.Combine(folder, "prompted"), "--set", "prompts.limit=2",
            "--set", "compare_with={ name: other, kind: llm, endpoint: test, model: critic-2 }", "--set", $"{key}={prompt}",
        ];
        var first = await SmallCampaign.InvokeAsync(args);
        Assert.Equal((0, ""), (first.Code, first.Error));

        await File.WriteAllTextAsync(prompt, Text.Replace("Give", "Please give", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var second = await SmallCampaign.InvokeAsync(args);
        Assert.Equal(1, second.Code);
        Assert.Contains(
            $"The files of {(key.StartsWith("judge", StringComparison.Ordinal) ? "critic" : "other")} have changed", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replies_are_read_again_without_a_call()
    {
        string[] again = ["rejudge", Path.Combine(folder, "campaign.yaml"), "--out", Path.Combine(folder, "again"), "--reparse"];
        CampaignResult first;
        EndpointStatistics before;
        await using (var server = await EndpointServer.StartAsync(new(Concurrency: 16)))
            (first, before) = (await RunAsync("again", server), server.Statistics);

        var same = await SmallCampaign.InvokeAsync(again);
        Assert.Equal((0, ""), (same.Code, same.Error));
        Assert.Contains("180 battles, of which 0", same.Output, StringComparison.Ordinal);

        // As if the parser that wrote them had misread every score of B.
        await using (var ledger = new SqliteConnection($"Data Source={Path.Combine(folder, "again", "ledger.db")};Pooling=False"))
        {
            await ledger.OpenAsync(TestContext.Current.CancellationToken);
            await using var misread = new SqliteCommand("UPDATE verdicts SET score_b = 1, winner = 0", ledger);
            Assert.Equal(3 * Prompts, await misread.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }
        var mended = await SmallCampaign.InvokeAsync(again);
        Assert.Contains("say something else now", mended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("of which 0", mended.Output, StringComparison.Ordinal);

        // The endpoint is gone: only the ledger can have been read.
        var run = await SmallCampaign.InvokeAsync("run", again[1], "--out", again[3]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(first.Digest, (await SmallCampaign.ResultAsync(again[3])).Digest);
        Assert.True(before.Requests > 0);
    }

    private static async Task<Dictionary<string, double>> LeaderboardAsync(params string[] args)
    {
        var outcome = await SmallCampaign.InvokeAsync(args);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        using var json = JsonDocument.Parse(outcome.Output);
        return json.RootElement.GetProperty("leaderboard").EnumerateArray()
            .ToDictionary(row => row.GetProperty("contestant").GetString()!, row => row.GetProperty("elo").GetDouble());
    }

    private async Task<(CampaignResult Result, EndpointStatistics Statistics)> RunAtAsync(string name, EndpointBehaviour behaviour)
    {
        await using var server = await EndpointServer.StartAsync(behaviour);
        return (await RunAsync(name, server), server.Statistics);
    }

    private async Task<CampaignResult> RunAsync(string name, EndpointServer server, params string[] more)
    {
        var file = await WriteCampaignAsync(server);
        var outcome = await SmallCampaign.InvokeAsync(["run", file, "--out", Path.Combine(folder, name), .. more]);

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return await SmallCampaign.ResultAsync(Path.Combine(folder, name));
    }

    private async Task<string> WriteCampaignAsync(EndpointServer server)
    {
        var file = Path.Combine(folder, "campaign.yaml");
        await File.WriteAllTextAsync(file, $$"""
            name: endpoints
            seed: 5
            endpoints:
              - { name: test, base_url: "{{server.BaseUrl}}", concurrency: 16, max_retries: 8 }
            contestants:
              - { name: alpha, kind: openai, endpoint: test, model: alpha-7b, temperature: 0.7, input_price: 1, output_price: 2 }
              - { name: beta, kind: openai, endpoint: test, model: beta-13b, system_prompt: Be brief. }
              - { name: gamma, kind: openai, endpoint: test, model: gamma-70b, extra_body: '{"top_k": 20}' }
            prompts: { file: prompts.jsonl }
            battles: { max_tokens: 200 }
            judge: { name: critic, kind: llm, endpoint: test, model: critic-1, input_price: 1, output_price: 1 }
            arena: { anchor: alpha, style_control: true, soft: true }
            mining: { target: alpha, sft_gap: 1, dpo_gap: 1 }
            """, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(Path.Combine(folder, "prompts.jsonl"), Enumerable.Range(1, Prompts)
            .Select(n => $$"""{"id": "q{{n}}", "prompt": "What is so special about the number {{n}}?"}"""), TestContext.Current.CancellationToken);
        return file;
    }
}
