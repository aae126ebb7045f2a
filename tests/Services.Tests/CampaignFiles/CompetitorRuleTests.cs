using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Yaml;
using Xunit;

namespace ArenaLearning.Services.Tests.CampaignFiles;

/// <summary>Competitors, judge, endpoints and budget of a flywheel's file.</summary>
public class CompetitorRuleTests
{
    private const string Endpoints = "endpoints=[{ name: local, base_url: \"http://localhost:8000/v1\" }]";
    private const string Asked = "competitors.1={ name: asked, kind: openai, endpoint: local, model: m-7b, temperature: 0.5, top_p: 0.9, "
        + "system_prompt: Be brief., extra_body: \"{}\", input_price: 1, output_price: 2, family: m }";
    private const string Critic = "battles.judge={ name: critic, kind: llm, endpoint: local, model: j-1 }";

    [Fact]
    public void Values_are_read_and_the_canonical_text_reads_back_to_itself()
    {
        var file = Parse(Endpoints, Asked, Critic, "budget={ max_cost: 3, max_tokens: 1000 }");

        Assert.Equal(
            new EndpointContestantSpec
            {
                Name = "asked",
                Endpoint = "local",
                Model = "m-7b",
                Temperature = 0.5,
                TopP = 0.9,
                SystemPrompt = "Be brief.",
                ExtraBody = "{}",
                InputPrice = 1,
                OutputPrice = 2,
                Family = "m",
            }, file.Spec.Competitors[1]);
        Assert.Equal(new LlmJudgeSpec { Name = "critic", Endpoint = "local", Model = "j-1" }, file.Spec.Battles.Judge);
        Assert.Equal(new BudgetSpec(3, 1000), file.Spec.Budget);
        Assert.Equal("http://localhost:8000/v1", Assert.Single(file.Spec.AllEndpoints).BaseUrl);
        Assert.Equal(file.Text, CampaignFile.Parse(file.Text, "elsewhere.yaml").Text);
    }

    [Fact]
    public void The_word_verifier_stays_a_word()
    {
        var file = Parse();

        Assert.Same(JudgeSpec.Verifier, file.Spec.Battles.Judge);
        Assert.Contains("\"judge\": \"verifier\"", file.Text, StringComparison.Ordinal);
        Assert.Equal(file.SpecHash, Parse("competitors.0.kind=checkpoint", "endpoints=[]").SpecHash);
    }

    [Fact]
    public void More_budget_is_the_same_campaign_and_another_judge_is_another()
    {
        var own = Parse(Endpoints, Asked, Critic).SpecHash;

        Assert.Equal(own, Parse(Endpoints, Asked, Critic, "budget={ max_cost: 3 }", "endpoints.0.budget={ max_tokens: 5 }").SpecHash);
        Assert.NotEqual(own, Parse(Endpoints, Asked, Critic, "battles.judge.model=j-2").SpecHash);
        Assert.NotEqual(own, Parse(Endpoints, Asked).SpecHash);
    }

    [Theory]
    [InlineData("competitors.0.kind=recorded",
        "competitors.0.kind: a flywheel makes its own prompts, to which no answers are recorded; use checkpoint or openai")]
    [InlineData("competitors.0.kind=remote", "competitors.0.kind: must be openai or checkpoint, is remote")]
    [InlineData("competitors.0={ name: adder, temperature: 0 }", "competitors.0.checkpoint: is missing: a contestant of kind checkpoint needs it")]
    [InlineData("competitors.0={ name: adder, kind: openai, endpoint: local, temperature: 0 }",
        "competitors.0.model: is missing: a contestant of kind openai needs it")]
    [InlineData("competitors.0={ name: adder, kind: openai, model: m, temperature: 0 }",
        "competitors.0.endpoint: is missing: a contestant of kind openai needs it")]
    [InlineData("competitors.0={ name: adder, kind: openai, endpoint: local, model: m }", "competitors.0.temperature: is missing")]
    [InlineData("competitors.0={ name: adder, kind: openai, endpoint: local, model: m, temperature: 0, checkpoint: c }",
        "competitors.0.checkpoint: has no meaning for a contestant of kind openai")]
    [InlineData("competitors.0.system_prompt=Hello", "competitors.0.system_prompt: has no meaning for a contestant of kind checkpoint")]
    [InlineData("competitors.0.output_price=2", "competitors.0.output_price: has no meaning for a contestant of kind checkpoint")]
    [InlineData("competitors.0.file=answers.jsonl",
        "competitors.0.file: has no meaning for a contestant of kind checkpoint (its keys: kind, name, checkpoint, temperature, family)")]
    [InlineData("competitors.1.endpoint=elsewhere", "competitors.1.endpoint: \"elsewhere\" is no endpoint; it must be one of local")]
    [InlineData("competitors.1.extra_body=top_k", "competitors.1.extra_body: must be the text of a JSON object")]
    [InlineData("competitors.1.top_p=2", "competitors.1.top_p: must be a number from 0 to 1, is 2")]
    [InlineData("competitors.1.output_price=-1", "competitors.1.output_price: must be a number of at least 0, is -1")]
    [InlineData("competitors.1.name=DPO-I1", "competitors.1.name: \"DPO-I1\" is what a version of the target is named")]
    [InlineData("competitors.1.extra_body='{\"n\": 2}'", "competitors.1.extra_body: may not set n, which the program sets itself; leave it out")]
    [InlineData("endpoints.0.base_url=http://h/v1?x=1", "endpoints.0.base_url: holds a query, to which no path can be added")]
    [InlineData("endpoints.0.base_url=local", "endpoints.0.base_url: must be an address such as http://localhost:8000/v1, is \"local\"")]
    [InlineData("endpoints.0.key_env=sk-1", "endpoints.0.key_env: must be the name of an environment variable, never the key itself")]
    [InlineData("endpoints.0.budget={ max_cost: -1 }", "endpoints.0.budget.max_cost: must be a number of at least 0, is -1")]
    [InlineData("budget={ cost: 1 }", "budget.cost: unknown key")]
    [InlineData("battles.judge=[critic]", "battles.judge: must be verifier or a mapping of keys to values, is a list of 1")]
    [InlineData("battles.judge={ name: people, kind: recorded, file: v.jsonl }",
        "battles.judge.kind: a flywheel makes its own prompts and answers, on which no verdicts are recorded; use llm, verifier, reward_model or jury")]
    [InlineData("battles.judge={ name: jury, kind: jury, members: [{ name: people, kind: recorded, file: v.jsonl }] }",
        "battles.judge.members.0.kind: a flywheel makes its own prompts and answers, on which no verdicts are recorded")]
    [InlineData("battles.judge={ name: verifier, kind: llm, endpoint: local, model: m }",
        "battles.judge.name: \"verifier\" is the name of who checks the answers beside this judge")]
    [InlineData("battles.judge={ name: jury, kind: jury, members: [{ name: verifier, kind: llm, endpoint: local, model: m }] }",
        "battles.judge.members.0.name: \"verifier\" is the name of who checks the answers beside this judge")]
    [InlineData("battles.judge={ name: critic, kind: llm, endpoint: local }", "battles.judge.model: is missing: a judge of kind llm needs it")]
    [InlineData("battles.judge={ name: critic, kind: llm, endpoint: other, model: m }",
        "battles.judge.endpoint: \"other\" is no endpoint; it must be one of local")]
    [InlineData("battles.judge={ name: critic, kind: reward_model }", "battles.judge.checkpoint: is missing: a judge of kind reward_model needs it")]
    [InlineData("battles.judge={ name: critic, kind: jury }", "battles.judge.members: is missing: a judge of kind jury needs it")]
    [InlineData("battles.judge={ kind: verifier }", "battles.judge.name: is missing")]
    public void What_a_flywheel_cannot_use_is_refused_with_its_key(string assignment, string problem)
    {
        var refused = Assert.Throws<FileRefusedException>(() => Parse(Endpoints, Asked, assignment));

        Assert.StartsWith($"--set {assignment}: {problem}", Assert.Single(refused.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_in_an_option_starts_from_the_current_folder_wherever_it_stands()
    {
        const string jury = "battles.judge={ name: jury, kind: jury, members: [{ name: rm, kind: reward_model, checkpoint: models/rm }, "
            + "{ name: critic, kind: llm, endpoint: local, model: m, prompt: strict.yaml }] }";
        var spec = CampaignFile.Parse(Parse().Text, "/campaigns/campaign.yaml", new(Assignments:
            [Endpoints, "competitors.0={ name: adder, checkpoint: models/adder, temperature: 0 }", "arena.anchor=adder", jury,
                "battles.judge.members.1.prompt=\"lenient.yaml\""])).Spec;

        Assert.Equal(Path.GetFullPath("models/adder"), Assert.IsType<CheckpointContestantSpec>(spec.Competitors[0]).Checkpoint);
        Assert.Equal(Path.GetFullPath("models/rm"), Assert.IsType<RewardModelJudgeSpec>(spec.Battles.Judge.Jurors[0]).Checkpoint);
        Assert.Equal(Path.GetFullPath("lenient.yaml"), Assert.IsType<LlmJudgeSpec>(spec.Battles.Judge.Jurors[1]).Prompt);
    }

    [Fact]
    public void An_endpoint_without_a_list_of_them_is_refused()
    {
        var refused = Assert.Throws<FileRefusedException>(() => Parse(Critic));

        Assert.Contains("battles.judge.endpoint: \"local\" is no endpoint: the file has no list of endpoints", refused.Message, StringComparison.Ordinal);
    }

    private static CampaignFile Parse(params string[] assignments) =>
        CampaignFile.Parse(
            CampaignText.With("- name: multiplier\n    checkpoint: models/multiplier\n    temperature: 0",
                "- { name: multiplier, checkpoint: models/multiplier, temperature: 0 }"),
            "campaign.yaml", new(Assignments: assignments));
}
