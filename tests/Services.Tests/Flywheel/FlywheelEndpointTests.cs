using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Work;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>Flywheels with a competitor behind an endpoint and a judge that is a language model.</summary>
public class FlywheelEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_plan_is_what_the_campaign_asks_and_pays()
    {
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync();
        var spec = CampaignFile.Parse(campaign.Start.Spec, campaign.Start.SpecPath).Spec;
        var entries = await TrainingCampaignEntries.ResolveAsync(spec, campaign.Paths, Token);
        var stages = TrainingCampaignPlan.Of(spec);
        // A token for each prompt, so that sums of tokens are counts of prompts.
        var tokens = stages.Where(s => s.Split is not null).Select(s => (s.Split!, (long)s.Prompts))
            .Append((Field.ArenaDiverse, spec.Prompts.Diverse)).Append((Field.ArenaHard, spec.Prompts.Hard)).ToDictionary();
        var assumed = new PlanAssumptions(AnswerTokens: 4, VerdictTokens: 10, SecondsPerRequest: 0.1);
        var requests = TrainingCampaignPlan.Requests(spec, entries.Competitors, entries.Judge, tokens, assumed);
        var endpoint = Assert.Single(PlannedEndpoint.Of(requests, spec.AllEndpoints, assumed));

        Assert.Equal(new CampaignEnded("mini", null), await campaign.RunAsync(new(new())));

        var result = campaign.Result();
        Assert.True(result.Complete);
        Assert.Equal(result.Units.Planned, stages.Sum(s => s.Units));
        Assert.Equal(result.Stages.Select(s => (long)s.Battles), stages.Select(s => s.Battles));
        Assert.Equal(["storyteller", "skill-1"], requests.Select(r => r.Name));
        Assert.Equal(result.Spend.Requests, requests.Sum(r => r.Requests));
        Assert.Equal(result.Spend.Requests, endpoint.Requests);
        Assert.Equal(result.Spend.ResponseTokens, requests.Sum(r => r.ResponseTokens));
        var battles = stages.Sum(s => s.Battles);
        Assert.Equal(2 * battles * (SpendEstimate.JudgeFrame + 1 + 8), requests[1].PromptTokens);
        // 160 training prompts and 8 of the arena at 5 and 4 tokens; two games of 50 and 10 a battle.
        Assert.Equal((168 * (5 + 16) + (2 * battles * (50 + 20))) / 1_000_000m, result.Spend.CostUsd);
        Assert.Equal("requests_per_minute", endpoint.LimitedBy);
        Assert.Equal((double)result.Spend.CostUsd, campaign.Progress[^1].SpentUsd is var spent ? (double)spent : 0, 9);
    }

    [Fact]
    public async Task What_is_known_to_be_wrong_stays_known_though_the_judge_checks_nothing()
    {
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync();
        Assert.Null((await campaign.RunAsync(new(new())))!.Failure);

        var prompts = await JsonLines.ReadAsync<PromptBattles>(campaign.Out("stages/PPO-I1/battles.jsonl"), Token).ToListAsync(Token);
        var responses = prompts.SelectMany(prompt => prompt.Responses.Select(response => (prompt, response))).ToList();
        Assert.Contains(responses, r => r.response.Contestant == "storyteller");
        Assert.All(responses, r => Assert.Equal(r.response.Text == $"#### {r.prompt.Reference}", r.response.Correct));
        Assert.Contains(responses, r => r.response.Correct == false);
        var rows = await JsonLines.ReadAsync<BattleRow>(campaign.Out("battles.jsonl"), Token).ToListAsync(Token);
        Assert.All(rows, row => Assert.Equal("critic", row.Judge));
        Assert.Equal(campaign.Result().Stages.Sum(s => s.Battles), rows.Count);
    }

    [Fact]
    public async Task The_judges_card_says_how_far_it_agrees_with_the_verifier()
    {
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync();
        Assert.Null((await campaign.RunAsync(new(new())))!.Failure);

        var details = campaign.Details();
        var battles = campaign.Result().Stages.Sum(s => s.Battles);
        Assert.Equal(["critic", "verifier"], details.JudgeCards!.Select(card => card.Judge));
        Assert.All(details.JudgeCards!, card => Assert.Equal((battles, battles, 0), (card.Battles, card.Verdicts, card.Failed)));
        Assert.Equal(2 * battles, details.JudgeCards![0].Spending.Replies);
        // The fake judges are of one mind.
        Assert.Equal(("verifier", battles, 1.0),
            (details.JudgeCards[0].Agreement!.With, details.JudgeCards[0].Agreement!.Battles, details.JudgeCards[0].Agreement!.Raw));
        Assert.Equal(campaign.Result().Spend, SpendTotal.Of(details.Spend!));
    }

    [Fact]
    public async Task A_jury_with_the_verifier_is_not_checked_again()
    {
        const string jury = "kind: jury, members: [{ name: checker, kind: verifier }, { name: model, kind: llm, endpoint: local, model: skill-1 }]";
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync(jury);

        Assert.Null((await campaign.RunAsync(new(new())))!.Failure);

        Assert.Equal(["critic", "checker", "model"], campaign.Details().JudgeCards!.Select(card => card.Judge));
        Assert.Equal(0, TrainingCampaignPlan.Of(campaign.Details().Spec).Sum(stage => stage.Checks));
    }

    [Fact]
    public async Task The_verifier_alone_has_no_card_and_nothing_was_paid()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        Assert.Null((await campaign.RunAsync(new(new())))!.Failure);

        Assert.Null(campaign.Details().JudgeCards);
        Assert.Null(campaign.Details().Spend);
        Assert.Equal(new SpendTotal(0, 0, 0, 0), campaign.Result().Spend);
    }

    [Theory]
    [InlineData("0.04", "SFT-I1")]
    [InlineData("0.15", null)]
    public async Task A_budget_stops_a_flywheel_between_stages_and_more_of_it_goes_on(string budget, string? stoppedAt)
    {
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync(assignments: $"budget={{ max_cost: {budget} }}");

        var ended = await campaign.RunAsync(new(new()));

        Assert.StartsWith("The campaign's budget is used up", ended!.Failure, StringComparison.Ordinal);
        Assert.Contains("Raise the budget (budget.max_cost, budget.max_tokens) to go on.", ended.Failure, StringComparison.Ordinal);
        Assert.Contains($"The results before it are in {campaign.Scope}.", ended.Failure, StringComparison.Ordinal);
        var stopped = campaign.Result();
        Assert.False(stopped.Complete);
        Assert.InRange(stopped.Spend.CostUsd, 0.001m, decimal.Parse(budget, System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(stopped.Stages.Count, 1, 6);
        Assert.InRange(stopped.Units.Done, 1, stopped.Units.Planned - 1);
        var next = new[] { "SFT-I0", "SFT-I1", "DPO-I1", "PPO-I1", "SFT-I2", "DPO-I2", "PPO-I2" }[stopped.Stages.Count];
        Assert.Contains($"{next} is not done", ended.Failure, StringComparison.Ordinal);
        if (stoppedAt is not null) Assert.Equal(stoppedAt, next);
        // What the budget left half fought was not mined.
        Assert.False(File.Exists(campaign.Out($"datasets/{next}.jsonl")));

        var more = campaign.Start with { Spec = campaign.Start.Spec.Replace($"\"max_cost\": {budget}", "\"max_cost\": 50", StringComparison.Ordinal) };
        Assert.Null((await campaign.RunAsync(new(new()), start: more))!.Failure);

        using var undisturbed = await MiniCampaign.CreateWithEndpointsAsync();
        await undisturbed.RunAsync(new(new()));
        Assert.True(campaign.Result().Complete);
        Assert.Equal(undisturbed.Result().Digest, campaign.Result().Digest);
        Assert.Equal(undisturbed.Units(), campaign.Units());
        // Nothing was asked twice.
        Assert.Equal(undisturbed.Result().Spend, campaign.Result().Spend);
    }

    [Fact]
    public async Task A_budget_below_what_is_spent_leaves_no_battle_unchecked()
    {
        using var undisturbed = await MiniCampaign.CreateWithEndpointsAsync();
        await undisturbed.RunAsync(new(new()));
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync(assignments: "budget={ max_cost: 50 }");
        var spent = campaign.Start with { Spec = campaign.Start.Spec.Replace("\"max_cost\": 50", "\"max_cost\": 0", StringComparison.Ordinal) };
        var workers = new FakeWorkers(new());

        // Killed here and there, also between a battle and its check, and each time gone on with when nothing may be paid any more.
        while (await campaign.RunAsync(workers, workers.Commands + 45) is null)
            await campaign.RunAsync(workers, start: spent);

        Assert.Equal(undisturbed.Result().Digest, campaign.Result().Digest);
        Assert.Equal(undisturbed.Units(), campaign.Units());
    }

    [Fact]
    public async Task A_budget_too_small_for_the_first_battles_leaves_no_result()
    {
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync(assignments: "budget={ max_tokens: 1 }");

        var ended = await campaign.RunAsync(new(new()));

        Assert.StartsWith("The campaign's budget is too small", ended!.Failure, StringComparison.Ordinal);
        Assert.EndsWith("SFT-I0 is not done, and goes on from where it stopped. There are no results before it.", ended.Failure, StringComparison.Ordinal);
        Assert.False(File.Exists(campaign.Out(CampaignResult.FileName)));
    }

    [Fact]
    public async Task A_flywheel_stopped_at_any_moment_ends_the_same()
    {
        using var undisturbed = await MiniCampaign.CreateWithEndpointsAsync();
        await undisturbed.RunAsync(new(new()));
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync();
        var workers = new FakeWorkers(new(Shuffle: true, Duplicate: true));
        var random = new Random(5);
        var stops = 0;
        while (await campaign.RunAsync(workers, workers.Commands + random.Next(30, 400)) is null) stops++;

        Assert.InRange(stops, 1, 200);
        Assert.Equal(undisturbed.Result().Digest, campaign.Result().Digest);
    }
}
