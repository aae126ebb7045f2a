using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Yaml;
using Xunit;

namespace ArenaLearning.Services.Tests.CampaignFiles;

/// <summary>Each kind of judge and of contestant has its own keys, and no others.</summary>
public class KindKeyTests
{
    private const string Text = """
        name: small
        seed: 1
        endpoints: [{ name: local, base_url: "http://localhost:8000/v1" }]
        contestants:
          - { name: asked, kind: openai, endpoint: local, model: m }
          - { name: local, kind: checkpoint, checkpoint: models/local }
          - { name: old, kind: recorded, file: answers.jsonl, model: older }
        prompts: { file: prompts.jsonl }
        judge:
          name: jury
          kind: jury
          members:
            - { name: verifier, kind: verifier }
            - { name: rm, kind: reward_model, checkpoint: models/rm }
            - { name: people, kind: recorded, file: verdicts.jsonl }
            - { name: critic, kind: llm, endpoint: local, model: j }
        profiles:
          PROFILE
        """;

    [Theory]
    [InlineData("judge.temperature=1",
        "judge.temperature: has no meaning for a judge of kind jury (its keys: name, kind, members, rule, family, combine, tie_margin, flip)")]
    [InlineData("judge.members.0.temperature=1",
        "judge.members.0.temperature: has no meaning for a judge of kind verifier (its keys: name, kind, combine, tie_margin, flip)")]
    [InlineData("judge.members.0.family=gpt", "judge.members.0.family: has no meaning for a judge of kind verifier")]
    [InlineData("judge.members.0.prompt=mine.yaml", "judge.members.0.prompt: has no meaning for a judge of kind verifier")]
    [InlineData("judge.members.1.json_mode=true", "judge.members.1.json_mode: has no meaning for a judge of kind reward_model")]
    [InlineData("judge.members.1.output_price=1", "judge.members.1.output_price: has no meaning for a judge of kind reward_model")]
    [InlineData("judge.members.2.attempts=1", "judge.members.2.attempts: has no meaning for a judge of kind recorded")]
    [InlineData("judge.members.2.rule=mean", "judge.members.2.rule: has no meaning for a judge of kind recorded")]
    [InlineData("judge.members.3.file=v.jsonl", "judge.members.3.file: has no meaning for a judge of kind llm")]
    [InlineData("judge.members.3.temprature=1",
        "judge.members.3.temprature: has no meaning for a judge of kind llm; did you mean temperature? (its keys: name, kind, endpoint, model,")]
    [InlineData("judge.members.3.members=[]", "judge.members.3.members: has no meaning for a judge of kind llm")]
    [InlineData("judge.members.3.kind=jury", "judge.members.3.kind: a jury's member cannot be a jury")]
    [InlineData("judge.members.3.kind=oracle", "judge.members.3.kind: must be verifier, llm, reward_model or recorded, is oracle")]
    [InlineData("judge.members.3={ name: critic, endpoint: local }", "judge.members.3.kind: is missing")]
    [InlineData("judge.members.3.endpoint=elsewhere", "judge.members.3.endpoint: \"elsewhere\" is no endpoint; it must be one of local")]
    [InlineData("judge.members.3.name=rm", "judge.members.3.name: \"rm\" is also the name of a member above; names must differ")]
    [InlineData("judge.combine=best", "judge.combine: must be mean or agreement, is best")]
    [InlineData("judge.flip=lose", "judge.flip: must be inconsistent, tie or mean, is lose")]
    [InlineData("judge.rule=most", "judge.rule: must be mean or majority, is most")]
    [InlineData("contestants.0.file=a.jsonl", "contestants.0.file: has no meaning for a contestant of kind openai")]
    [InlineData("contestants.1.input_price=1",
        "contestants.1.input_price: has no meaning for a contestant of kind checkpoint (its keys: kind, name, checkpoint, temperature, family)")]
    [InlineData("contestants.1.top_p=1", "contestants.1.top_p: has no meaning for a contestant of kind checkpoint")]
    [InlineData("contestants.2.output_price=1",
        "contestants.2.output_price: has no meaning for a contestant of kind recorded (its keys: kind, name, file, model, family)")]
    [InlineData("contestants.2.temperature=1", "contestants.2.temperature: has no meaning for a contestant of kind recorded")]
    [InlineData("contestants.2={ kind: recorded, file: a.jsonl, family: gpt }",
        "contestants.2.model: is missing: a family is that of one model of the file; leave it out to take all")]
    [InlineData("contestants.2={ kind: recorded, file: a.jsonl, name: old }",
        "contestants.2.model: is missing: a name stands for one model of the file; leave the name out to take all")]
    [InlineData("contestants.2={ kind: recorded, file: a.jsonl, model: asked }",
        "contestants.2.name: \"asked\" is also the name of contestants.0; names must differ")]
    public void A_key_that_a_kind_has_no_use_for_is_refused_with_the_kind_and_its_keys(string assignment, string problem)
    {
        var refused = Assert.Throws<FileRefusedException>(() => Parse(Text.Replace("PROFILE", "quick: { seed: 2 }", StringComparison.Ordinal), assignment));

        Assert.StartsWith($"--set {assignment}: {problem}", Assert.Single(refused.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_file_it_is_refused_with_its_line_and_in_a_profile_that_is_not_used_too()
    {
        var text = Text.Replace("kind: verifier }", "kind: verifier, temperature: 1 }", StringComparison.Ordinal)
            .Replace("PROFILE", "quick: { judge: { kind: verifier, max_tokens: 5 } }", StringComparison.Ordinal);

        var refused = Assert.Throws<FileRefusedException>(() => Parse(text));

        var problems = refused.Problems.Select(problem => problem.ToString()).ToList();
        Assert.Contains(problems, problem => problem.StartsWith(
            "campaign.yaml:13: judge.members.0.temperature: has no meaning for a judge of kind verifier", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith(
            "campaign.yaml:18: profiles.quick.judge.max_tokens: has no meaning for a judge of kind verifier", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_with_every_kind_reads_back_from_its_canonical_text()
    {
        var file = Parse(Text.Replace("PROFILE", "quick: { seed: 2 }", StringComparison.Ordinal));

        var again = CampaignFile.Parse(file.Text, "elsewhere.yaml");

        Assert.Equal(file.Text, again.Text);
        Assert.Equal(file.Identity.ToString(), again.Identity.ToString());
        Assert.Equal(file.ModelArena!.Contestants, again.ModelArena!.Contestants);
        Assert.Equal(file.ModelArena.Judge.Jurors, again.ModelArena.Judge.Jurors);
    }

    private static CampaignFile Parse(string text, params string[] assignments) => CampaignFile.Parse(text, "campaign.yaml", new(Assignments: assignments));
}
