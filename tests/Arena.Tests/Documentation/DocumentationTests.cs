using System.Text.Json;
using System.Text.RegularExpressions;
using ArenaLearning.Arena.Grading;
using ArenaLearning.Arena.Tests.Commands;
using ArenaLearning.Arena.Tests.Reports;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats.Answers;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Ratings.Judges;
using Xunit;

namespace ArenaLearning.Arena.Tests.Documentation;

/// <summary>What is written and what is read, against the pages that describe it.</summary>
public sealed partial class DocumentationTests
{
    private static string Page(string name) => File.ReadAllText(Path.Combine(ShippedExample.Path, "../../docs", name));

    [Fact]
    public async Task Every_key_of_the_shipped_campaign_is_described()
    {
        var campaign = await CampaignFile.ReadAsync(ShippedExample.Path, cancellationToken: TestContext.Current.CancellationToken);
        using var spec = JsonDocument.Parse(campaign.Text);

        Assert.Empty(Keys(spec.RootElement).Except(Described("campaign-file.md")));
    }

    [Fact]
    public async Task Every_key_of_a_flywheel_with_endpoints_is_described()
    {
        var campaign = await CampaignFile.ReadAsync(ShippedExample.Path, new(Assignments:
        [
            "endpoints=[{name: e, base_url: 'http://localhost/v1', key_file: K, requests_per_minute: 1, tokens_per_minute: 1, "
            + "budget: {max_cost: 1, max_tokens: 1}}]",
            "competitors.1={name: a, kind: openai, endpoint: e, model: m, temperature: 0, top_p: 1, system_prompt: s, "
            + "extra_body: '{}', input_price: 1, output_price: 1, family: f}",
            "battles.judge={name: j, kind: jury, members: [{name: k, kind: llm, endpoint: e, model: m, family: f}, "
            + "{name: l, kind: reward_model, checkpoint: c}]}",
            "budget={max_cost: 1, max_tokens: 1}",
        ]), TestContext.Current.CancellationToken);
        using var spec = JsonDocument.Parse(campaign.Text);
        using var judge = JsonDocument.Parse(JsonSerializer.Serialize(campaign.Spec.Battles.Judge, JsonLines.Options));
        using var endpoints = JsonDocument.Parse(JsonSerializer.Serialize(campaign.Spec.Endpoints, JsonLines.Options));

        // The page leaves the keys of judges and endpoints to their own pages.
        Assert.Empty(Keys(spec.RootElement).Except(Keys(judge.RootElement)).Except(Keys(endpoints.RootElement)).Except(Described("campaign-file.md")));
        Assert.Empty(Keys(judge.RootElement).Except(Described("model-arena.md")));
        Assert.Empty(Keys(endpoints.RootElement).Except(Described("endpoints.md").Concat(Described("model-arena.md"))));
    }

    [Fact]
    public async Task Every_key_of_a_model_arena_is_described()
    {
        var campaign = await CampaignFile.ReadAsync(
            Path.Combine(Path.GetDirectoryName(ShippedExample.Path)!, "recorded.yaml"),
            new(Assignments:
            [
                "endpoints=[{name: e, base_url: 'http://localhost/v1', key_env: K, requests_per_minute: 1, tokens_per_minute: 1, "
                + "budget: {max_cost: 1, max_tokens: 1}}]",
                "contestants=[{name: a, kind: openai, endpoint: e, model: m, top_p: 1, system_prompt: s, extra_body: '{}', family: f}, "
                + "{name: b, kind: checkpoint, checkpoint: c}, {kind: recorded, file: f}]",
                "compare_with={name: people, kind: recorded, file: f}", "arena.anchor=a", "arena.reference=r", "battles={against: a}",
                "mining={target: a, sft_gap: 1, dpo_gap: 1}", "budget={max_cost: 1, max_tokens: 1}", "prompts.limit=3",
            ]), TestContext.Current.CancellationToken);
        using var spec = JsonDocument.Parse(campaign.Text);

        Assert.Empty(Keys(spec.RootElement).Except(Described("model-arena.md").Concat(Described("endpoints.md"))));
    }

    [Fact]
    public void Every_field_of_the_result_is_described() => AssertDescribed(SampleCampaign.Create(control: true).Result with { Stages = WithoutMetrics() });

    [Fact]
    public void Every_field_of_the_details_is_described()
    {
        var details = SampleCampaign.Create(control: true, skipped: stage => stage == "SFT-I2").Details;
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(
            details with { Failures = [new("verdict", "why", 1)], Warnings = ["one"], JudgeCards = [], Spend = [new("e", 1, 1, 1, 1)] }, JsonLines.Options));
        // The spec is described as the campaign file; skills, parts and metrics are names and no fields.
        Assert.Empty(Fields(json.RootElement, "spec", "counts", "dropped", "by_skill", "by_part", "metrics", "curves", "chosen_by")
            .Except(Described("output.md")));
    }

    [Fact]
    public void Every_column_of_the_battles_is_described() => AssertDescribed(new BattleRow
    {
        QuestionId = "q",
        ModelA = "a",
        ModelB = "b",
        Winner = "tie",
        Judge = "j",
        Category = "c",
        Stage = "s",
        Arena = "d",
        ScoreA = 1,
        ScoreB = 1,
        Probability = 0.5,
        StyleA = new(1, 1, 1, 1),
        StyleB = new(1, 1, 1, 1),
        Inconsistent = true,
    });

    [Fact]
    public void Every_field_of_a_training_row_is_described()
    {
        var provenance = new Provenance("p", "c", "s", "r", "a", "b", 1);
        ChatTurn[] turns = [ChatTurn.User("q")];
        AssertDescribed(new SftRow(turns, provenance));
        AssertDescribed(new PreferenceRow(turns, turns, turns, provenance));
        AssertDescribed(new StepwiseRow(turns, ["a"], [true], provenance));
        AssertDescribed(new PromptOnlyRow(turns, "1", provenance));
        AssertDescribed(new PromptRow("p", "c", turns, "1"));
        AssertDescribed(new PromptBattles("p", "c", "s", turns, "1", [new("a", 0, "t", true, 1)], [new(0, 1, 1, 1, BattleWinner.Tie)]));
    }

    [Fact]
    public void Every_field_of_a_judge_card_and_of_a_graded_file_is_described()
    {
        var rate = new CardRate(0.5, 1, 2, 0.35);
        var rates = new Dictionary<string, CardRate> { ["refusal"] = rate };
        var card = new JudgeCard
        {
            Judge = "j",
            Family = "f",
            Battles = 2,
            Verdicts = 1,
            Failed = 1,
            Failures = rates,
            ReplyFailures = rates,
            Ties = rate,
            Flips = rate,
            FirstWins = rate,
            LongerWins = rate,
            ListsWin = rate,
            OwnFamily = new(rate, rate, 0.1),
            Agreement = new()
            {
                With = "human",
                Battles = 1,
                Raw = 1,
                Kappa = 1,
                Decided = rate,
                Spearman = 1,
                HumanAgreement = 1,
                Differentiation = 1,
                Average = 1,
            },
            Spending = new(1, 1, 1, 1, 1, 1),
        };
        var grading = new GradingResult(1, 1, 1, 0, [new(1, true, "18", AnswerSource.Boxed, "18", "18", "why")]);
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(new { card, grading }, JsonLines.Options));

        Assert.Empty(Fields(json.RootElement, "failures", "reply_failures").Except([.. Described("grading.md"), "card", "grading"]));
        Assert.Empty(Enum.GetNames<AnswerSource>().Except([nameof(AnswerSource.Whole)]).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)
            .Except(Described("grading.md")));
    }

    private static IReadOnlyList<Flywheel.Results.StageResult> WithoutMetrics() =>
        [.. SampleCampaign.Create().Result.Stages.Select(stage => stage with { Metrics = new Dictionary<string, double>() })];

    private static void AssertDescribed<T>(T record)
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(record, JsonLines.Options));
        Assert.Empty(Fields(json.RootElement).Except(Described("output.md")));
    }

    /// <summary>Words that stand in code marks on the page; of a path such as <c>parts.sft</c> each part too.</summary>
    private static HashSet<string> Described(string page) =>
        [.. Code().Matches(Page(page)).SelectMany(match => match.Groups[1].Value.Split('.').Append(match.Groups[1].Value))];

    private static IEnumerable<string> Keys(JsonElement spec) => Fields(spec).Distinct();

    private static IEnumerable<string> Fields(JsonElement at, params string[] closed) => at.ValueKind switch
    {
        JsonValueKind.Object => at.EnumerateObject().SelectMany(
            field => closed.Contains(field.Name) ? [field.Name] : Fields(field.Value, closed).Prepend(field.Name)),
        JsonValueKind.Array => at.EnumerateArray().SelectMany(item => Fields(item, closed)),
        _ => [],
    };

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();
}
