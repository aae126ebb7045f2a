using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Monitoring.Metrics;
using ArenaLearning.Services.Tests.Endpoints;
using ArenaLearning.TestEndpoint;
using ArenaLearning.TestMetrics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.Metrics;

/// <summary>What is told of work. Each test has names of its own, for all of a process is measured together.</summary>
public sealed class MeasuredTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_of_an_endpoint_is_measured_once_and_one_from_the_cache_costs_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var server = await EndpointServer.StartAsync(new());
        var model = EndpointWorld.Model(server.BaseUrl, "measured-model") with { InputPrice = 1_000_000, OutputPrice = 2_000_000 };
        await using var world = new EndpointWorld(Path.Combine(folder.Path, "replies.db"));

        var reply = await world.AskAsync(model, "?");
        await world.AskAsync(model, "?");

        var scrape = await Scrape.OfThisProcessAsync(Token);
        const string Labels = "endpoint=\"e\",model=\"measured-model\"";
        Assert.Equal(1, scrape[$"arena_endpoint_requests_total{{{Labels},outcome=\"answered\"}}"]);
        Assert.Equal(1, scrape[$"arena_endpoint_request_duration_seconds_count{{{Labels}}}"]);
        Assert.Equal(reply.PromptTokens, scrape[$"arena_tokens_total{{{Labels},direction=\"prompt\"}}"]);
        Assert.Equal(reply.ResponseTokens, scrape[$"arena_tokens_total{{{Labels},direction=\"response\"}}"]);
        Assert.Equal((double)reply.CostUsd, scrape[$"arena_cost_usd_total{{{Labels}}}"], 6);
        Assert.Equal(1, scrape["arena_cache_requests_total{model=\"measured-model\",result=\"hit\"}"]);
        Assert.Equal(1, scrape["arena_cache_requests_total{model=\"measured-model\",result=\"miss\"}"]);
    }

    [Fact]
    public async Task A_request_that_fails_is_counted_as_such()
    {
        await using var world = new EndpointWorld(handler: _ => new(System.Net.HttpStatusCode.Unauthorized));

        await world.FailAsync(EndpointWorld.Model(Replies.Url, "failing-model"), "?");

        Assert.Equal(1, (await Scrape.OfThisProcessAsync(Token))["arena_endpoint_requests_total{endpoint=\"e\",model=\"failing-model\",outcome=\"failed\"}"]);
    }

    [Fact]
    public async Task Verdicts_flips_and_replies_that_cannot_be_read_are_told_apart()
    {
        var judge = new RecordedJudgeReference("measured-judge", VerdictRules.Default, new("file:///verdicts.jsonl", ""));

        JudgingMetrics.Judged(judge,
        [
            Verdict(BattleWinner.ModelA, (8, 4), (7, 5)),
            Verdict(BattleWinner.Inconsistent, (8, 4), (4, 8)) with { FailedReplies = [Reply(FailureClass.NoJson), Reply(FailureClass.Truncated)] },
            Verdict(BattleWinner.Tie, (5, 5), (5, 5)),
            Verdict(BattleWinner.Tie) with { Failure = "It refuses.", FailureClass = FailureClass.Refusal },
        ], TimeSpan.FromSeconds(2));

        var scrape = await Scrape.OfThisProcessAsync(Token);
        foreach (var verdict in new[] { "model_a", "inconsistent", "tie", "failed" })
            Assert.Equal(1, scrape[$"arena_verdicts_total{{judge=\"measured-judge\",kind=\"recorded\",verdict=\"{verdict}\"}}"]);
        Assert.Equal(1, scrape["arena_judge_flips_total{judge=\"measured-judge\"}"]);
        Assert.Equal(1, scrape["arena_judge_failures_total{judge=\"measured-judge\",reason=\"refusal\"}"]);
        Assert.Equal(1, scrape["arena_judge_parse_failures_total{judge=\"measured-judge\",reason=\"no_json\"}"]);
        Assert.Equal(1, scrape["arena_judge_parse_failures_total{judge=\"measured-judge\",reason=\"truncated\"}"]);
        Assert.Equal(2, scrape["arena_judge_chunk_duration_seconds_sum{judge=\"measured-judge\",kind=\"recorded\"}"]);
    }

    [Fact]
    public async Task What_is_told_of_a_training_job_goes_with_it_and_what_was_counted_stays()
    {
        TrainingMetrics.Stepped("measured", 1, 4, new Dictionary<string, double>
        {
            ["loss"] = double.NaN,
            ["objective/kl"] = 0.5,
            ["objective/scores"] = 6.5,
        }, TimeSpan.FromSeconds(3));

        var during = await Scrape.OfThisProcessAsync(Token);
        TrainingMetrics.Ended("measured", "trained");
        var after = await Scrape.OfThisProcessAsync(Token);

        Assert.Equal((double.NaN, 0.5, 6.5, 0.25), (Of(during, "loss"), Of(during, "kl_nats"), Of(during, "reward"), Of(during, "progress_ratio")));
        foreach (var gauge in new[] { "loss", "kl_nats", "reward", "progress_ratio" })
            Assert.DoesNotContain($"arena_training_{gauge}{{algorithm=\"measured\"}}", after.Series.Keys);
        Assert.Equal((1, 3), (Of(after, "steps_total"), Of(after, "step_duration_seconds_sum")));
        Assert.Equal(1, after["arena_training_jobs_total{algorithm=\"measured\",outcome=\"trained\"}"]);

        static double Of(Scrape scrape, string name) => scrape[$"arena_training_{name}{{algorithm=\"measured\"}}"];
    }

    [Fact]
    public async Task Money_that_is_left_is_that_of_the_campaign_that_is_nearest_to_its_end_and_goes_with_the_last()
    {
        FlywheelMetrics.Begins("measured-1");
        FlywheelMetrics.Begins("measured-2");
        FlywheelMetrics.BudgetLeft("measured-1", 0.00003, null);
        FlywheelMetrics.BudgetLeft("measured-2", 0.00002, null);

        Assert.Equal(0.00002, (await Scrape.OfThisProcessAsync(Token))["arena_campaign_budget_left_ratio"]);
        FlywheelMetrics.Ends("measured-2", "completed");
        Assert.Equal(0.00003, (await Scrape.OfThisProcessAsync(Token))["arena_campaign_budget_left_ratio"]);
        FlywheelMetrics.Ends("measured-1", "completed");
        Assert.NotEqual(0.00003, (await Scrape.OfThisProcessAsync(Token))["arena_campaign_budget_left_ratio"]);
    }

    [Fact]
    public async Task What_stands_for_a_campaign_goes_with_the_last_that_it_stands_for()
    {
        LeaderboardRow[] board = [new("measured-strong", 1200, 1150, 1260, 1, 1, 1, 40), new("measured-weak", 900, 870, 920, 2, 2, 2, 40)];
        RankingMetrics.Rated("measured-3", "measured", board);
        RankingMetrics.Rated("measured-4", "measured", board[..1]);
        FlywheelMetrics.Begins("measured-3");
        FlywheelMetrics.Stood("measured-3", "measured-strong", 0.75);

        var during = await Scrape.OfThisProcessAsync(Token);
        Assert.Equal((1200, 55, 900, 25, 0.75), (Rating(during, "strong"), HalfWidth(during, "strong"), Rating(during, "weak"), HalfWidth(during, "weak"),
            during["arena_gate_accuracy_ratio{contestant=\"measured-strong\"}"]));
        RankingMetrics.Ended("measured-3");
        FlywheelMetrics.Ends("measured-3", null);
        var after = await Scrape.OfThisProcessAsync(Token);
        Assert.Equal(1200, Rating(after, "strong"));
        Assert.DoesNotContain(after.Series.Keys, series => series.Contains("measured-weak", StringComparison.Ordinal));
        Assert.DoesNotContain("arena_gate_accuracy_ratio{contestant=\"measured-strong\"}", after.Series.Keys);
        RankingMetrics.Ended("measured-4");
        // Said once more by a stage that ends after its campaign was taken over.
        FlywheelMetrics.Stood("measured-3", "measured-strong", 0.75);
        Assert.DoesNotContain((await Scrape.OfThisProcessAsync(Token)).Series.Keys, series => series.Contains("measured-strong", StringComparison.Ordinal));

        static double Rating(Scrape scrape, string name) => scrape[$"arena_contestant_rating_elo{{arena=\"measured\",contestant=\"measured-{name}\"}}"];
        static double HalfWidth(Scrape scrape, string name) =>
            scrape[$"arena_contestant_rating_halfwidth_elo{{arena=\"measured\",contestant=\"measured-{name}\"}}"];
    }

    [Fact]
    public void What_nobody_ended_goes_with_time()
    {
        var (registry, time) = (Prometheus.Metrics.NewCustomRegistry(), new FakeTimeProvider());
        var plain = Prometheus.Metrics.WithCustomRegistry(registry).CreateGauge("arena_tested_elo", "Something tested", "contestant");
        var gauge = new CampaignGauge(plain, TimeSpan.FromHours(24), time);
        gauge.Set("campaign", 1, "old");
        time.Advance(TimeSpan.FromHours(23));
        gauge.Set("campaign", 1, "young");
        time.Advance(TimeSpan.FromHours(2));

        gauge.ForgetOld();

        Assert.Equal(["young"], plain.GetAllLabelValues().Select(labels => labels.Single()));
    }

    [Fact]
    public void Figures_that_are_wrong_end_no_work()
    {
        EndpointMetrics.Answered("e", "odd-model", double.NaN, -1, long.MinValue, -3);
        MiningMetrics.Mined(new(MiningKind.Sft, 1), new("c", "d", "s", null, 0, -4, new Dictionary<string, int>(), new Dictionary<string, int> { ["r"] = -1 }));
        FlywheelMetrics.Recorded("response", 0, 7, TimeSpan.FromSeconds(-1));
        MessageMetrics.Begins("Odd", TimeSpan.FromDays(-1));
        MessageMetrics.Ends("Odd", TimeSpan.Zero, hasFailed: true);
    }

    private static VerdictResult Verdict(BattleWinner winner, params (double A, double B)[] games) => new()
    {
        UnitId = "u",
        Games = [.. games.Select(game => new GameScores(game.A, game.B))],
        ScoreA = 5,
        ScoreB = 5,
        Winner = winner,
        A = new(null, null, ""),
        B = new(null, null, ""),
    };

    private static JudgeReply Reply(FailureClass failure) => new()
    {
        Raw = "",
        FinishReason = "stop",
        PromptTokens = 1,
        ResponseTokens = 1,
        LatencySeconds = 1,
        CostUsd = 0,
        Failure = failure,
    };
}
