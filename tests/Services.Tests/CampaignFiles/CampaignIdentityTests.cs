using System.Text.Json.Nodes;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Judges;
using Xunit;

namespace ArenaLearning.Services.Tests.CampaignFiles;

/// <summary>
/// What a campaign is. Every key of both kinds of files stands here, in the list of those that make another campaign or in that of
/// those that may change on the way: a new key fails <see cref="Every_key_is_in_one_of_the_lists"/> until somebody decides.
/// </summary>
public class CampaignIdentityTests
{
    private const string Arena = """
        name: small
        seed: 1
        device: auto
        endpoints:
          - { name: local, base_url: "http://localhost:8000/v1", key_env: KEY, concurrency: 64, requests_per_minute: 60,
        """ + """
         tokens_per_minute: 600, timeout_seconds: 5, max_retries: 1, budget: { max_cost: 1, max_tokens: 9 } }
          - { name: other, base_url: "http://localhost:8001/v1" }
        contestants:
          - { name: asked, kind: openai, endpoint: local, model: m-7b, temperature: 0.7, top_p: 0.9, system_prompt: Be brief.,
        """ + """
         extra_body: "{}", input_price: 1, output_price: 2, family: m }
          - { name: local, kind: checkpoint, checkpoint: models/local, temperature: 0.7, family: l }
          - { name: old, kind: recorded, file: answers.jsonl, model: older, family: o }
        prompts: { file: prompts.jsonl, limit: 9 }
        battles: { max_tokens: 99, against: asked }
        judge: { name: critic, kind: llm, combine: mean, tie_margin: 0, flip: tie, endpoint: local, model: j, extra_body: "{}", input_price: 1, output_price: 2,
        """ + """
         prompt: pairwise-v1, temperature: 0, max_tokens: 99, attempts: 2, use_reference: true, json_mode: true, family: j }
        compare_with:
          name: jury
          kind: jury
          rule: mean
          members:
            - { name: verifier, kind: verifier }
            - { name: rm, kind: reward_model, checkpoint: models/rm }
            - { name: people, kind: recorded, file: verdicts.jsonl }
        arena: { anchor: asked, anchor_elo: 1000, bootstraps: 100, interval: bootstrap, soft: false,
        """ + """
         style_control: true, style_features: [length], reference: other.csv }
        mining: { target: local, sft_gap: 3, dpo_gap: 2 }
        work: { generation_chunk: 4, judging_chunk: 4, window: 500, retry_seconds: 300, max_attempts: 3 }
        budget: { max_cost: 1, max_tokens: 9 }
        """;

    private static readonly string Training = CampaignText.With("judge: verifier",
        "judge: { name: jury, kind: jury, members: [{ name: checker, kind: verifier }, "
        + "{ name: critic, kind: llm, endpoint: local, model: j }, { name: rm, kind: reward_model, checkpoint: models/rm }] }")
        .Replace("seed: 5", """
        seed: 5
        device: auto
        endpoints:
          - { name: local, base_url: "http://localhost:8000/v1", concurrency: 64, budget: { max_cost: 1 } }
          - { name: other, base_url: "http://localhost:8001/v1" }
        budget: { max_cost: 1, max_tokens: 9 }
        """, StringComparison.Ordinal).Replace("  - name: multiplier\n    checkpoint: models/multiplier\n    temperature: 0", """
          - { name: multiplier, kind: openai, endpoint: local, model: m-7b, temperature: 0.7 }
        """, StringComparison.Ordinal);

    private static readonly string[] EndpointKeys =
    [
        "base_url=http://elsewhere:8000/v1", "key_env=OTHER", "concurrency=32", "requests_per_minute=30", "tokens_per_minute=300",
        "timeout_seconds=9", "max_retries=9",
    ];

    private static readonly string[] JudgeRules = ["combine=agreement", "tie_margin=1", "flip=mean"];

    private static readonly string[] LlmKeys =
        ["model=k", "extra_body=\"{ }\"", "prompt=other-v1", "temperature=0.5", "max_tokens=98", "attempts=4", "use_reference=false", "json_mode=false"];

    private static readonly string[] FreeLlmKeys = ["endpoint=other", "input_price=3", "output_price=3", "family=k"];

    /// <summary>Makes another campaign: <c>key=value</c>, or <c>key|assignment</c> where more than the key has to change.</summary>
    private static readonly string[] ArenaParts =
    [
        "name=other", "seed=2", "device=cpu",
        "contestants.0.name|contestants.0.name=new;battles.against=new;arena.anchor=new", "contestants.0.model=m-8b", "contestants.0.temperature=0.8",
        "contestants.0.top_p=0.8", "contestants.0.system_prompt=Be long.", "contestants.0.extra_body=\"{ }\"", "contestants.0.thinking=keep",
        "contestants.0.kind|contestants.0={ name: asked, kind: checkpoint, checkpoint: models/local }",
        "contestants.1.name|contestants.1.name=new;mining.target=new", "contestants.1.temperature=0.8",
        "contestants.1.kind|contestants.1={ name: local, kind: recorded, file: answers.jsonl, model: older }",
        "contestants.2.name=new", "contestants.2.model=oldest", "contestants.2.kind|contestants.2={ name: old, kind: checkpoint, checkpoint: models/local }",
        "prompts.limit=8", "battles.max_tokens=98", "battles.against=local",
        "judge.name=new", "judge.kind|judge={ name: critic, kind: verifier }", .. Below("judge", JudgeRules), .. Below("judge", LlmKeys),
        "compare_with.name=new", "compare_with.kind|compare_with={ name: jury, kind: verifier }", .. Below("compare_with", JudgeRules),
        "compare_with.rule=majority",
        .. Enumerable.Range(0, 3).SelectMany(i => Below($"compare_with.members.{i}", ["name=new", .. JudgeRules])),
        "compare_with.members.0.kind|compare_with.members.0={ name: verifier, kind: recorded, file: verdicts.jsonl }",
        "compare_with.members.1.kind|compare_with.members.1={ name: rm, kind: verifier }",
        "compare_with.members.2.kind|compare_with.members.2={ name: people, kind: verifier }",
        "arena.anchor=local", "arena.anchor_elo=1100", "arena.bootstraps=10", "arena.interval=sandwich", "arena.soft=true",
        "arena.style_control|arena={ anchor: asked }", "arena.style_features=[markdown]",
        "mining.target=asked", "mining.sft_gap=1", "mining.dpo_gap=1", "work.generation_chunk=5", "work.judging_chunk=5",
    ];

    /// <summary>May change on the way.</summary>
    private static readonly string[] ArenaFree =
    [
        "endpoints.0.name|endpoints.0.name=new;contestants.0.endpoint=new;judge.endpoint=new",
        "endpoints.0.key_file|endpoints.0={ name: local, base_url: \"http://localhost:8000/v1\", key_file: key }",
        .. Below("endpoints.0", [.. EndpointKeys, "budget.max_cost=5", "budget.max_tokens=5"]), "endpoints.1.name=new", .. Below("endpoints.1", EndpointKeys),
        "endpoints.1.key_file=key", "endpoints.1.budget={ max_cost: 5 }",
        .. Below("contestants.0", ["endpoint=other", "input_price=3", "output_price=3", "family=n"]),
        "contestants.1.checkpoint=models/moved", "contestants.1.family=n",
        "contestants.2.file=moved.jsonl", "contestants.2.family=n", "prompts.file=moved.jsonl", .. Below("judge", FreeLlmKeys),
        "compare_with.family=n", "compare_with.members.1.checkpoint=models/moved", "compare_with.members.1.family=n", "compare_with.members.2.file=moved.jsonl",
        "compare_with.members.2.family=n", "arena.reference=moved.csv",
        "work.window=64", "work.retry_seconds=9", "work.max_attempts=9", "work.weight=2", "budget.max_cost=5", "budget.max_tokens=5",
    ];

    private static readonly string[] RecipeParts = ["device=cuda", "replicas=1", "batch_size=32", "steps=5"];

    private static readonly string[] OptimizerParts = [.. Below("optimizer",
    [
        "learning_rate=1.0e-3", "muon_learning_rate=1.0e-3", "weight_decay=0.1", "beta1=0.5", "beta2=0.5", "max_gradient_norm=2",
        "warmup_ratio=0.15", "decay_ratio=0.1",
    ])];

    private static readonly string[] TrainingParts =
    [
        "name=other", "seed=2", "device=cpu", "target.model.hidden_size=128", "target.model.layers=2", "target.model.heads=2",
        "target.model.intermediate_size=8", "target.model.max_positions=128",
        "competitors.0.name|competitors.0.name=new;arena.anchor=new", "competitors.0.temperature=0.5",
        "competitors.0.kind|competitors.0={ name: adder, kind: openai, endpoint: local, model: m, temperature: 0.7 }",
        "competitors.1.name=new", "competitors.1.kind|competitors.1={ name: multiplier, checkpoint: models/multiplier, temperature: 0.7 }",
        .. Below("competitors.1", ["model=m-8b", "temperature=0.5", "top_p=0.5", "system_prompt=Be brief.", "extra_body=\"{ }\"", "thinking=keep"]),
        "prompts.skills.addition=3", "prompts.skills.multiplication=3", "prompts.skills.subtraction=3", "prompts.skills.two_step=3",
        "prompts.initial_skills.addition=3", "prompts.initial_skills.multiplication=3",
        "prompts.initial_skills.subtraction=3", "prompts.initial_skills.two_step=3",
        .. Below("prompts",
            ["terse_share=0.1", "initial=9", "iterations=1", "parts.sft=9", "parts.dpo=9", "parts.ppo=9", "validation=9", "diverse=9", "hard=9"]),
        .. Below("battles", ["temperature=0.5", "target_samples.sft=3", "target_samples.dpo=3", "target_samples.ppo=3", "max_tokens=30"]),
        "battles.judge.name=new", "battles.judge.kind|battles.judge=verifier", .. Below("battles.judge", JudgeRules), "battles.judge.rule=majority",
        .. Enumerable.Range(0, 3).SelectMany(i => Below($"battles.judge.members.{i}", ["name=new", .. JudgeRules])),
        "battles.judge.members.0.kind|battles.judge.members.0={ name: checker, kind: reward_model, checkpoint: models/rm }",
        "battles.judge.members.1.kind|battles.judge.members.1={ name: critic, kind: reward_model, checkpoint: models/rm }",
        "battles.judge.members.2.kind|battles.judge.members.2={ name: rm, kind: verifier }", .. Below("battles.judge.members.1", LlmKeys),
        "mining.sft_gap=[1, 1]", "mining.dpo_gap=[1, 1]", "mining.reward_gap=[2, 2]", "arena.anchor=multiplier", "arena.anchor_elo=1000", "arena.bootstraps=10",
        "stages|stages=[{ kind: initial }, { kind: sft, iteration: 1, prompts: D1 }]",
        "gate.minimum_gain=0.1", "training.sft_from=initial", "training.dpo_control=true",
        .. new[] { "initial", "sft", "dpo", "reward_model", "ppo" }.SelectMany(recipe => Below($"training.{recipe}", [.. RecipeParts, .. OptimizerParts])),
        .. Below("training.dpo.dpo", ["beta=0.5", "nll_weight=0.5", "preference_weight=0.5"]),
        .. Below("training.reward_model.reward_model", ["first_error_weight=2", "nll_weight=0.6"]),
        .. Below("training.ppo.ppo",
        [
            "epochs=2", "mini_batches=2", "critic_warmup_iterations=2", "temperature=0.5", "max_tokens=30",
            "kl_coefficient=0.5", "clip_range=0.5", "gamma=0.5", "lambda=0.5",
            "critic_learning_rate=0.5", "value_coefficient=0.5",
        ]),
        "work.generation_chunk=5", "work.judging_chunk=5",
    ];

    private static readonly string[] TrainingFree =
    [
        "target.name=new", "target.tokenizer=models/moved", "competitors.0.checkpoint=models/moved", "competitors.0.family=n",
        .. Below("competitors.1", ["endpoint=other", "input_price=3", "output_price=3", "family=n"]),
        "battles.judge.family=n", .. Below("battles.judge.members.1", FreeLlmKeys),
        "battles.judge.members.2.checkpoint=models/moved", "battles.judge.members.2.family=n",
        "endpoints.0.name|endpoints.0.name=new;competitors.1.endpoint=new;battles.judge.members.1.endpoint=new", "endpoints.1.name=new",
        .. Enumerable.Range(0, 2).SelectMany(i => Below($"endpoints.{i}", [.. EndpointKeys, "key_file=key"])),
        "endpoints.0.budget.max_cost=5", "endpoints.0.budget.max_tokens=5", "endpoints.1.budget={ max_cost: 5 }",
        .. new[] { "initial", "sft", "dpo", "reward_model", "ppo" }.Select(recipe => $"training.{recipe}.save_every_steps=7"),
        // A part, but of one value alone.
        "training.initial.algorithm=sft", "training.sft.algorithm=sft", "training.dpo.algorithm=dpo",
        "training.reward_model.algorithm=reward_model", "training.ppo.algorithm=ppo",
        "work.window=500", "work.retry_seconds=9", "work.max_attempts=9", "work.weight=2", "budget.max_cost=5", "budget.max_tokens=5",
    ];

    public static TheoryData<string, string, bool> Keys()
    {
        var keys = new TheoryData<string, string, bool>();
        foreach (var (campaign, entries, isPart) in new[]
        {
            ("arena", ArenaParts, true), ("arena", ArenaFree, false), ("training", TrainingParts, true), ("training", TrainingFree, false)
        })
            foreach (var entry in entries) keys.Add(campaign, entry, isPart);
        return keys;
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_that_bears_on_results_makes_another_campaign_and_no_other_key_does(string campaign, string entry, bool isPart)
    {
        var own = Parse(campaign).Identity;

        var other = Parse(campaign, AssignmentsOf(entry)).Identity;

        Assert.Equal(isPart, own.Hash() != other.Hash());
        var differences = other.DifferencesFrom(own).Select(difference => difference.Key).ToList();
        Assert.Equal(isPart, differences.Contains(KeyOf(entry)));
        if (!isPart) Assert.Empty(differences);
    }

    [Theory]
    [InlineData("arena")]
    [InlineData("training")]
    public void Every_key_is_in_one_of_the_lists(string campaign)
    {
        var read = Parse(campaign).KeysRead.ToHashSet(StringComparer.Ordinal);
        var leaves = read.Where(key => !read.Any(other => other.StartsWith(key + '.', StringComparison.Ordinal))).Order(StringComparer.Ordinal);

        var listed = (campaign == "arena" ? ArenaParts.Concat(ArenaFree) : TrainingParts.Concat(TrainingFree)).Select(KeyOf).Order(StringComparer.Ordinal);

        Assert.Equal(leaves, listed);
    }

    [Fact]
    public void The_lists_hold_every_kind_of_judge_and_of_contestant()
    {
        Assert.All(JudgeKinds.All.Keys.Concat(ContestantKinds.All.Keys), kind => Assert.Contains($"kind: {kind}", Arena, StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_at_its_default_is_left_out_so_that_a_new_key_changes_no_campaign()
    {
        var before = new IdentityKeys("training");
        before.Add("seed", 1);
        var after = new IdentityKeys("training");
        after.Add("new", 0.5, fallback: 0.5);
        after.Add("seed", 1);

        Assert.Equal("identity 1 training\nseed=1\n", after.ToString());
        Assert.Equal(before.Hash(), after.Hash());
        Assert.Empty(after.DifferencesFrom(before));

        var changed = new IdentityKeys("training");
        changed.Add("new", 0.25, fallback: 0.5);
        changed.Add("seed", 1);
        Assert.Equal(new("new", "0.25", null), Assert.Single(changed.DifferencesFrom(before)));
        Assert.Equal(new("new", "0.25", "0.5"), Assert.Single(changed.DifferencesFrom(after)));
    }

    [Fact]
    public void A_contestant_more_is_told_of_as_a_whole()
    {
        var more = Parse("arena").Identity;
        var fewer = new IdentityKeys(more.Kind);
        foreach (var key in more.Keys.Where(key => !key.Key.StartsWith("contestants.2.", StringComparison.Ordinal)))
            fewer.Add(key.Key, JsonNode.Parse(key.Value));

        Assert.Equal(new("contestants.2", "given", null), Assert.Single(more.DifferencesFrom(fewer)));
        Assert.Equal(new("contestants.2", null, "given"), Assert.Single(fewer.DifferencesFrom(more)));
    }

    /// <summary>
    /// Whoever changes these makes strangers of all campaigns that are under way. If that is meant, <see cref="IdentityKeys.Version"/> goes up.
    /// </summary>
    [Theory]
    [InlineData("arithmetic.yaml", null, "ad4ea308999a8c780e60fddbc46362b8")]
    [InlineData("arithmetic.yaml", "quick", "d79884c723b8fa4fab45517d2120b557")]
    [InlineData("recorded.yaml", null, "a0f9cdac16ca911c06712d5529362e23")]
    public async Task The_shipped_examples_stay_the_campaigns_that_they_are(string example, string? profile, string hash)
    {
        var file = await CampaignFile.ReadAsync(CampaignText.RepositoryPath($"examples/{example}"), new(profile), TestContext.Current.CancellationToken);

        Assert.StartsWith(hash, file.SpecHash, StringComparison.Ordinal);
    }

    private static CampaignFile Parse(string campaign, params string[] assignments) =>
        CampaignFile.Parse(campaign == "arena" ? Arena : Training, "campaign.yaml", new(Assignments: assignments));

    private static IEnumerable<string> Below(string key, IEnumerable<string> entries) => entries.Select(entry => $"{key}.{entry}");

    private static string KeyOf(string entry) => entry.Split('|', '=')[0];

    private static string[] AssignmentsOf(string entry) => entry.Contains('|', StringComparison.Ordinal) ? entry.Split('|')[1].Split(';') : [entry];
}
