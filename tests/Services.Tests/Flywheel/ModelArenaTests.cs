using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Results;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

public class ModelArenaTests
{
    private const int Units = (60 * 3) + (60 * 3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_arena_ranks_mines_and_says_what_it_cost()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync();

        var ended = await campaign.RunAsync(new(new()));

        Assert.Equal(new CampaignEnded("mini", null), ended);
        var result = campaign.Result();
        Assert.True(result.Complete);
        Assert.Empty(result.Stages);
        Assert.Equal(["strong", "middling", "weak"], result.Leaderboard.Select(row => row.Contestant));
        Assert.Equal(new UnitCounts(Units, Units, 0, 0), campaign.Units());
        // 60 answers of each at 5 and 4 tokens; 180 battles, each in two games of 50 and 10.
        const decimal answers = 60 * ((5 * 2) + (4 * 8) + (5 * 1) + (4 * 4)) / 1_000_000m, games = 360 * ((50 * 1) + (10 * 2)) / 1_000_000m;
        Assert.Equal((540, (180 * 5) + (360 * 50), (180 * 4) + (360 * 10)), (result.Spend.Requests, result.Spend.PromptTokens, result.Spend.ResponseTokens));
        Assert.Equal((double)(answers + games), (double)result.Spend.CostUsd, 9);

        var rows = await JsonLines.ReadAsync<BattleRow>(campaign.Out("battles.jsonl"), Token).ToListAsync(Token);
        Assert.Equal(180, rows.Count);
        Assert.All(rows, row => Assert.Equal("critic", row.Judge));
        Assert.All(rows, row => Assert.True(row.StyleA!.TokenLen > 0));

        var details = campaign.ArenaDetails();
        Assert.Equal(["SFT", "DPO"], details.Mined.Select(m => m.Stage));
        Assert.All(details.Mined, mined => Assert.InRange(mined.Rows, 10, 60));
        foreach (var mined in details.Mined) Assert.True(File.Exists(campaign.Out(mined.File)));
    }

    [Fact]
    public async Task The_judges_card_stands_beside_that_of_the_judge_it_is_compared_with()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync("compare_with: { name: people, kind: llm, endpoint: local, model: skill-2 }");

        Assert.Null((await campaign.RunAsync(new(new())))!.Failure);

        var details = campaign.ArenaDetails();
        Assert.Equal(["critic", "people"], details.JudgeCards.Select(card => card.Judge));
        Assert.All(details.JudgeCards, card => Assert.Equal((180, 180, 360), (card.Battles, card.Verdicts, card.Spending.Replies)));
        // The fake judges are all of one mind.
        var agreement = details.JudgeCards[0].Agreement!;
        Assert.Equal(("people", 180, 1.0, 1.0), (agreement.With, agreement.Battles, agreement.Raw, agreement.Spearman));
        Assert.Null(details.JudgeCards[1].Agreement);
        Assert.Equal(campaign.Result().Leaderboard.Select(row => row.Contestant), details.Compared.Select(row => row.Contestant));
        Assert.All(details.Contestants, contestant => Assert.Equal(60, contestant.Answered));
        var rows = await JsonLines.ReadAsync<BattleRow>(campaign.Out("battles.jsonl"), Token).ToListAsync(Token);
        var compared = await JsonLines.ReadAsync<BattleRow>(campaign.Out("arena/compare.jsonl"), Token).ToListAsync(Token);
        Assert.Equal(rows.Select(row => row with { Judge = "people" }), compared);
    }

    [Fact]
    public async Task Results_that_are_lost_are_read_from_the_ledger_again()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync();
        await campaign.RunAsync(new(new()));
        var (battles, details) =
            (await File.ReadAllTextAsync(campaign.Out("battles.jsonl"), Token), await File.ReadAllTextAsync(campaign.Out("details.json"), Token));
        File.Delete(campaign.Out("battles.jsonl"));
        File.Delete(campaign.Out("details.json"));

        var workers = new FakeWorkers(new());
        Assert.Null((await campaign.RunAsync(workers))!.Failure);

        Assert.Equal(0, workers.Commands);
        Assert.Equal(battles, await File.ReadAllTextAsync(campaign.Out("battles.jsonl"), Token));
        Assert.Equal(details, await File.ReadAllTextAsync(campaign.Out("details.json"), Token));
    }

    [Fact]
    public async Task An_arena_stopped_at_any_moment_ends_the_same()
    {
        using var undisturbed = await MiniCampaign.CreateArenaAsync();
        await undisturbed.RunAsync(new(new()));
        using var campaign = await MiniCampaign.CreateArenaAsync();
        var workers = new FakeWorkers(new(Shuffle: true, Duplicate: true));
        var random = new Random(3);
        var stops = 0;
        while (await campaign.RunAsync(workers, workers.Commands + random.Next(1, 60)) is null) stops++;

        Assert.InRange(stops, 1, 200);
        Assert.Equal(undisturbed.Result().Digest, campaign.Result().Digest);
        Assert.Equal(undisturbed.Result().Spend.CostUsd > 0, campaign.Result().Spend.CostUsd > 0);
    }

    [Fact]
    public async Task A_budget_stops_an_arena_with_what_it_has_and_more_of_it_goes_on()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync("budget: { max_cost: 0.02 }");

        var ended = await campaign.RunAsync(new(new()));

        Assert.Contains("budget", ended!.Failure, StringComparison.Ordinal);
        Assert.Contains("Raise", ended.Failure, StringComparison.Ordinal);
        var stopped = campaign.Result();
        Assert.False(stopped.Complete);
        Assert.InRange(stopped.Spend.CostUsd, 0.001m, 0.02m);
        Assert.InRange(stopped.Units.Done, 1, Units - 1);
        Assert.Equal((Units, 0), (stopped.Units.Planned, stopped.Units.Failed));
        Assert.NotEmpty(stopped.Leaderboard);

        var more = campaign.Start with { Spec = campaign.Start.Spec.Replace("max_cost: 0.02", "max_cost: 5", StringComparison.Ordinal) };
        Assert.Null((await campaign.RunAsync(new(new()), start: more))!.Failure);

        using var undisturbed = await MiniCampaign.CreateArenaAsync();
        await undisturbed.RunAsync(new(new()));
        Assert.True(campaign.Result().Complete);
        Assert.Equal(undisturbed.Result().Digest, campaign.Result().Digest);
        // Nothing was asked twice.
        Assert.Equal(undisturbed.Result().Spend, campaign.Result().Spend);
    }

    [Theory]
    [InlineData("", "The campaign's budget is too small: nothing of it is spent, and 4 units, which are asked for together, may cost up to 0.0",
        "or set work.generation_chunk and work.judging_chunk to 1, which takes another --out.")]
    [InlineData(", generation_chunk: 1", "The campaign's budget is too small: nothing of it is spent, and one unit may cost up to 0.0",
        "Raise the budget (budget.max_cost, budget.max_tokens).")]
    public async Task A_budget_too_small_for_anything_says_what_a_unit_may_cost(string work, string what, string advice)
    {
        using var campaign = await MiniCampaign.CreateArenaAsync("budget: { max_cost: 0.000001 }");
        // Only those who cost something, so that nothing is done.
        var start = campaign.Start with
        {
            Spec = campaign.Start.Spec.Replace("retry_seconds: 0.4", $"retry_seconds: 0.4{work}", StringComparison.Ordinal)
                .Replace("model: skill-20", "model: skill-20, input_price: 1", StringComparison.Ordinal),
        };

        var ended = await campaign.RunAsync(new(new()), start: start);

        Assert.StartsWith(what, ended!.Failure, StringComparison.Ordinal);
        Assert.Contains(advice, ended.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain("used up", ended.Failure, StringComparison.Ordinal);
        Assert.Equal(0, campaign.Result().Units.Done);
    }

    [Fact]
    public async Task A_budget_of_one_endpoint_counts_its_tokens_alone()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync();
        var limited = campaign.Start with
        {
            Spec = campaign.Start.Spec.Replace("/v1\" }", "/v1\", budget: { max_tokens: 20000 } }", StringComparison.Ordinal),
        };

        var ended = await campaign.RunAsync(new(new()), start: limited);

        Assert.Contains("endpoint local", ended!.Failure, StringComparison.Ordinal);
        Assert.InRange(campaign.Result().Spend.PromptTokens + campaign.Result().Spend.ResponseTokens, 1, 20_000);
    }

    [Fact]
    public async Task Answers_that_never_come_take_their_battles_with_them()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync();

        var ended = await campaign.RunAsync(new(new(FailsAlways: ("middling", ": 7 +"))));

        Assert.Null(ended!.Failure);
        // One answer and its two battles.
        Assert.Equal(new UnitCounts(Units, Units - 3, 3, 0), campaign.Units());
    }
}
