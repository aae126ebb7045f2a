using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Yaml;
using Xunit;

namespace ArenaLearning.Services.Tests.CampaignFiles;

public class StageListTests
{
    /// <summary>What the two iterations of <see cref="CampaignText.Right"/> stand for.</summary>
    private const string Spelt = """
        stages:
          - { kind: initial, name: SFT-I0, recipe: initial }
          - { kind: sft, name: SFT-I1, iteration: 1, prompts: D1, samples: 1, gap: 3, from: target, recipe: sft, gate: { minimum_gain: 0 } }
          - { kind: dpo, name: DPO-I1, iteration: 1, prompts: D2, samples: 4, gap: 2, recipe: dpo, control: false }
          - { kind: ppo, name: PPO-I1, iteration: 1, prompts: D3, train_reward_model: { name: RM-I1, samples: 2, gap: 1, recipe: reward_model }, recipe: ppo }
          - { kind: sft, iteration: 2, prompts: D4 }
          - { kind: dpo, iteration: 2, prompts: D5 }
          - { kind: ppo, iteration: 2, prompts: D6, train_reward_model: {} }
        """;

    private static CampaignFile Parse(string stages) => CampaignFile.Parse(CampaignText.Right + "\n" + stages, "campaign.yaml");

    private static TrainingCampaignSpec With(params string[] stages) => Parse("stages:\n" + string.Concat(stages.Select(stage => $"  - {stage}\n"))).Spec;

    [Fact]
    public void Iterations_and_the_list_that_they_stand_for_are_one_campaign()
    {
        var (iterations, list) = (CampaignFile.Parse(CampaignText.Right, "campaign.yaml"), Parse(Spelt));

        Assert.Equal(iterations.Spec.AllStages, list.Spec.AllStages);
        Assert.Equal(TrainingCampaignPlan.Of(iterations.Spec), TrainingCampaignPlan.Of(list.Spec));
        // Ids of units and seeds are made of these, and of nothing else of the file.
        Assert.Equal(iterations.SpecHash, list.SpecHash);
        Assert.Equal(iterations.Spec.Seed, list.Spec.Seed);
        Assert.Equal(iterations.Text, list.Text);
    }

    [Fact]
    public void A_list_that_says_anything_else_is_another_campaign()
    {
        var list = Parse(Spelt.Replace("gap: 3", "gap: 2", StringComparison.Ordinal));

        Assert.NotEqual(CampaignFile.Parse(CampaignText.Right, "campaign.yaml").SpecHash, list.SpecHash);
        Assert.NotEqual(Parse(Spelt.Replace("samples: 4", "samples: 3", StringComparison.Ordinal)).SpecHash, list.SpecHash);
    }

    [Fact]
    public void The_text_of_a_list_reads_back_to_itself()
    {
        var first = Parse("""
            stages:
              - { kind: initial }
              - { kind: reward_model, name: judge, iteration: 1, prompts: D3, gap: 0.5 }
              - { kind: ppo, name: last, iteration: 1, reward_model: judge }
              - { kind: rejection_sampling, iteration: 2, prompts: D4, samples: 8, temperature: 0.9, minimum_score: 6.5,
            """ + """
             gap: 1, competitors: true, from: initial }
              - { kind: dpo, iteration: 1, prompts: D3, reuse_prompts: true, control: true, gate: { minimum_gain: 0.01 } }
            """);

        var second = CampaignFile.Parse(first.Text, "elsewhere.yaml");

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.SpecHash, second.SpecHash);
        Assert.Equal(["SFT-I0", "judge", "last", "RS-I2", "DPO-I1"], second.Spec.AllStages.Select(stage => stage.Name));
        Assert.Equal(
            ["SFT-I0", "judge", "last", "RS-I2", "DPO-I1", "DPO-I1-control"],
            second.Spec.AllStages.SelectMany(stage => stage.Models).Select(model => model.Name));
    }

    [Fact]
    public void A_list_needs_only_the_keys_that_its_stages_lack()
    {
        var text = CampaignText.Right
            .Replace("  target_samples: { sft: 1, dpo: 4, ppo: 2 }\n", "", StringComparison.Ordinal)
            .Replace("mining:\n  sft_gap: [3.0, 1.0]\n  dpo_gap: [2.0, 2.0]\n  reward_gap: [1.0, 1.0]\n", "", StringComparison.Ordinal);
        var stages = "\nstages: [{ kind: initial }, { kind: sft, iteration: 1, prompts: D2, samples: 2, gap: 1 }]";

        var spec = CampaignFile.Parse(text + stages, "campaign.yaml").Spec;
        var refused = Assert.Throws<FileRefusedException>(
            () => CampaignFile.Parse(text + stages.Replace(", samples: 2, gap: 1", "", StringComparison.Ordinal), "campaign.yaml"));

        Assert.Equal([new StageBattles("D2", false, 2)], spec.AllStages.Select(stage => stage.Battles).OfType<StageBattles>());
        Assert.Equal(
            [
                "stages.1.gap: is missing: give it here, or one for iteration 1 in mining.sft_gap",
                "stages.1.samples: is missing: give it here, or battles.target_samples.sft for all",
            ],
            refused.Problems.Select(problem => $"{problem.Key}: {problem.What}"));
    }

    [Fact]
    public void The_plan_of_another_order_is_that_of_its_stages()
    {
        var plan = TrainingCampaignPlan.Of(With(
            "{ kind: initial }", "{ kind: dpo, iteration: 1, prompts: D1, samples: 3 }",
            "{ kind: reward_model, iteration: 1, prompts: D3 }", "{ kind: ppo, iteration: 1 }"));

        // Two competitors; D1 holds 40 prompts, D3 20, the arena 8 and the validation split 8.
        Assert.Equal(
            [
                new("SFT-I0", null, 0, 32 + 16, 0, 8 * 3, 0, 600), new("DPO-I1", "D1", 40, (40 * 5) + 32, 40 * (3 + 3), 8 * 3, 0, 100),
                new("RM-I1", "D3", 20, 20 * 4, 20 * (3 + 1), 0, 0, 400), new("PPO-I1", null, 0, 32, 0, 8 * 4, 0, plan[^1].TrainingSteps),
            ],
            plan);
    }

    /// <summary>Each rule once: the stage after an initial one that breaks it, and what is said at its line.</summary>
    [Theory]
    [InlineData("{ kind: grpo, iteration: 1 }", "kind: must be initial, sft, dpo, reward_model, ppo or rejection_sampling, is grpo")]
    [InlineData("{ iteration: 1 }", "kind: is missing")]
    [InlineData("{ kind: initial, name: again }", "kind: makes the first target, and so can only be the first stage")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, control: true }", "control: has no meaning for a stage of kind sft")]
    [InlineData("{ kind: sft, prompts: D7, iteration: 1 }", "prompts: \"D7\" is no part of the prompts; there are D1 to D6")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, name: ../up }", "name: must be 1 to 64 letters, digits")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, name: sft-i0 }", "name: \"sft-i0\" is also the name of a stage or model above; names must differ")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, name: arena-hard }", "name: \"arena-hard\" is the name of a prompt set; choose another")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, name: PPO-I1-pairs }", "name: must not end in -pairs: datasets of other stages are named so")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, name: RM-I1-Held-Out }", "name: must not end in -held-out")]
    [InlineData("{ kind: ppo, iteration: 1, prompts: D3, name: X, train_reward_model: { name: X } }",
        "name: \"X\" is also the name of a stage or model above; names must differ")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, name: adder }", "competitors.0.name: \"adder\" is what a version of the target is named", false)]
    [InlineData("{ kind: sft, prompts: D1, iteration: 3 }", "gap: is missing: give it here, or one for iteration 3 in mining.sft_gap")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, gap: 10 }", "gap: must be a number from 0 to 9, is 10")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, samples: 0 }", "samples: must be a whole number from 1 to 64, is 0")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, from: scratch }", "from: must be target or initial, is scratch")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, recipe: dpo }", "recipe: training.dpo is of algorithm dpo, and this stage needs sft")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, recipe: big }", "recipe: there is no training.big; name one of initial, sft, dpo, reward_model, ppo")]
    [InlineData("{ kind: sft, prompts: D1, iteration: 1, gate: { minimum_gain: 2 } }", "gate.minimum_gain: must be a number from -1 to 1, is 2")]
    [InlineData("{ kind: rejection_sampling, iteration: 1, prompts: D1, samples: 1 }", "samples: must be a whole number from 2 to 64, is 1")]
    [InlineData("{ kind: rejection_sampling, iteration: 1, prompts: D1 }", "samples: is missing: a stage of kind rejection_sampling needs it")]
    [InlineData("{ kind: rejection_sampling, iteration: 1, prompts: D1, samples: 4, temperature: 0 }", "temperature: must be a number above 0, is 0")]
    [InlineData("{ kind: rejection_sampling, iteration: 1, prompts: D1, samples: 4, minimum_score: 11 }",
        "minimum_score: must be a number from 1 to 10, is 11")]
    [InlineData("{ kind: rejection_sampling, iteration: 1, prompts: D1, samples: 4, recipe: dpo }", "recipe: training.dpo is of algorithm dpo")]
    [InlineData("{ kind: ppo, iteration: 1 }", "kind: needs a reward model: put a stage of kind reward_model before it, or give train_reward_model")]
    [InlineData("{ kind: ppo, iteration: 1, train_reward_model: {} }", "prompts: is missing: a reward model is trained from battles")]
    [InlineData("{ kind: ppo, iteration: 1, prompts: D3, train_reward_model: { gap: 11 } }", "train_reward_model.gap: must be a number from 0 to 9, is 11")]
    [InlineData("{ kind: ppo, iteration: 1, prompts: D3, train_reward_model: {}, reward_model: RM-I1 }", "reward_model: has no use beside train_reward_model")]
    public void A_broken_rule_names_line_and_key(string stage, string problem, bool below = true)
    {
        var refused = Assert.Throws<FileRefusedException>(() => With("{ kind: initial }", stage));

        var told = Assert.Single(refused.Problems).ToString();
        Assert.Contains(below ? $": stages.1.{problem}" : $": {problem}", told, StringComparison.Ordinal);
        var line = CampaignText.LineOf(CampaignText.Right + "\nstages:\n  - { kind: initial }\n  - x", "- x");
        if (below) Assert.StartsWith($"campaign.yaml:{line}:", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_is_trained_on_once_unless_the_file_says_so()
    {
        string[] twice = ["{ kind: initial }", "{ kind: sft, iteration: 1, prompts: D1 }", "{ kind: dpo, iteration: 1, prompts: D1 }"];

        var refused = Assert.Throws<FileRefusedException>(() => With(twice));

        Assert.EndsWith("stages.2.prompts: SFT-I1 trains on D1 already; name another part, or say reuse_prompts: true",
            Assert.Single(refused.Problems).ToString(), StringComparison.Ordinal);
        Assert.Equal(3, With(twice[0], twice[1], twice[2].Replace("D1", "D1, reuse_prompts: true", StringComparison.Ordinal)).AllStages.Count);
    }

    [Fact]
    public void A_reward_model_that_no_stage_before_trains_is_refused()
    {
        var refused = Assert.Throws<FileRefusedException>(() => With(
            "{ kind: initial }", "{ kind: reward_model, iteration: 1, prompts: D3 }", "{ kind: ppo, iteration: 1, reward_model: RM-I2 }"));

        Assert.EndsWith("stages.2.reward_model: no stage before this one trains a reward model \"RM-I2\"; there is RM-I1",
            Assert.Single(refused.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_begins_with_a_first_target()
    {
        var refused = Assert.Throws<FileRefusedException>(() => With("{ kind: sft, iteration: 1, prompts: D1 }"));
        var empty = Assert.Throws<FileRefusedException>(() => Parse("stages: []"));

        Assert.Contains("stages.0.kind: there is no target yet: the first stage must be of kind initial", refused.Message, StringComparison.Ordinal);
        Assert.Contains("stages: must be a list of stages with at least one", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_may_be_spelt_out()
    {
        var spec = With("{ kind: initial }", """
            { kind: dpo, iteration: 1, prompts: D2, recipe: { algorithm: dpo, replicas: 1, save_every_steps: 9, batch_size: 8, steps: 7,
                  optimizer: { learning_rate: 1.0e-4, weight_decay: 0.0, beta1: 0.9, beta2: 0.99, max_gradient_norm: 1.0, warmup_ratio: 0.1, decay_ratio: 0.5 },
                  dpo: { beta: 0.3, nll_weight: 0.1, preference_weight: 1.0 } } }
            """.Trim());

        Assert.Equal(
            (7, "auto", new DpoSettings(0.3, 0.1, 1)),
            spec.AllStages[1].Models.Select(model => (model.Recipe.Steps, model.Recipe.Device, model.Recipe.Dpo!)).Single());
    }
}
