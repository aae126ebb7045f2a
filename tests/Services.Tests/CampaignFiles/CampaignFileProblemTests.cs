using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Yaml;
using Xunit;

namespace ArenaLearning.Services.Tests.CampaignFiles;

public class CampaignFileProblemTests
{
    /// <summary>Each rule once: the passage that breaks it, and the one problem it gives at that passage's line.</summary>
    [Theory]
    [InlineData("seed: 5", "seed: 5.5", "seed: must be a whole number of at least 0, is 5.5")]
    [InlineData("seed: 5", "seed: \"5\"", "seed: must be a whole number of at least 0, is the text \"5\"")]
    [InlineData("seed: 5", "seed: -5", "seed: must be a whole number of at least 0, is -5")]
    [InlineData("seed: 5", "seed:", "seed: must be a whole number of at least 0, is empty")]
    [InlineData("seed: 5", "seed: 5\ndevice: gpu", "device: must be auto, cpu or cuda, is gpu", "device")]
    [InlineData("name: small", "name: ../small", "name: must be 1 to 64 letters, digits")]
    [InlineData("name: small", "name: [small]", "name: must be text, is a list of 1")]
    [InlineData("  tokenizer: models", "  tokeniser: models", "target.tokeniser: unknown key; did you mean tokenizer? (allowed: name, model, tokenizer)")]
    [InlineData("hidden_size: 64", "hidden_size: 66", "target.model.heads: 4 heads do not divide the hidden_size 66")]
    [InlineData("hidden_size: 64", "hidden_size: 12", "target.model.heads: hidden_size / heads must be even for rotary positions, is 3")]
    [InlineData("max_positions: 96", "max_positions: none", "target.model.max_positions: must be a whole number from 2 to 131072, is none")]
    [InlineData("layers: 3", "layers: 0", "target.model.layers: must be a whole number from 1 to 256, is 0")]
    [InlineData("- name: multiplier", "- name: adder", "competitors.1.name: \"adder\" is also the name of competitors.0; names must differ")]
    [InlineData("- name: multiplier", "- name: SFT-I0", "competitors.1.name: \"SFT-I0\" is what a version of the target is named")]
    [InlineData("- name: multiplier", "- name: a/b", "competitors.1.name: must be 1 to 64 letters, digits")]
    [InlineData("temperature: 0.7", "temperature: -0.1", "competitors.0.temperature: must be a number of at least 0, is -0.1")]
    [InlineData("temperature: 0.7", "temperature: .nan", "competitors.0.temperature: must be a number of at least 0, is .nan")]
    [InlineData("temperature: 0.7", "temperature: Infinity", "competitors.0.temperature: must be a number of at least 0, is Infinity")]
    [InlineData("skills: { addition: 1,", "skills: { adition: 1,",
        "prompts.skills.adition: unknown key; did you mean addition? (allowed: addition, subtraction, multiplication, two_step")]
    [InlineData("skills: { addition: 1, multiplication: 2 }", "skills: { addition: 0 }", "prompts.skills: at least one skill must have a weight above 0")]
    [InlineData("two_step: 0.3", "two_step: -0.3", "prompts.initial_skills.two_step: must be a number of at least 0, is -0.3")]
    [InlineData("terse_share: 0.5", "terse_share: 1.5", "prompts.terse_share: must be a number from 0 to 1, is 1.5")]
    [InlineData("initial: 30", "initial: -30", "prompts.initial: must be a whole number of at least 1, is -30")]
    [InlineData("iterations: 2", "iterations: 0", "prompts.iterations: must be a whole number from 1 to 100, is 0")]
    [InlineData("dpo: 20", "dpo: 0", "prompts.parts.dpo: must be a whole number of at least 1, is 0")]
    [InlineData("parts: { sft: 40, dpo: 20, ppo: 20 }", "parts: 40", "prompts.parts: must be a mapping of keys to values, is 40")]
    [InlineData("dpo: 4", "dpo: 65", "battles.target_samples.dpo: must be a whole number from 1 to 64, is 65")]
    [InlineData("  max_tokens: 40", "  max_tokens: 96", "battles.max_tokens: must leave room for the prompt in the target's 96 max_positions, is 96")]
    [InlineData("judge: verifier", "judge: oracle", "battles.judge: must be verifier or a mapping of keys to values, is oracle")]
    [InlineData("sft_gap: [3.0, 1.0]", "sft_gap: [3.0, 9.5]", "mining.sft_gap.1: must be a number from 0 to 9, is 9.5")]
    [InlineData("dpo_gap: [2.0, 2.0]", "dpo_gap: [2.0]", "mining.dpo_gap: must have a gap for each of the 2 iterations, has 1")]
    [InlineData("reward_gap: [1.0, 1.0]", "reward_gap: 1.0", "mining.reward_gap: must be a list of numbers with at least one item, is 1.0")]
    [InlineData("anchor: adder", "anchor: divider", "arena.anchor: \"divider\" is no competitor; it must be one of adder, multiplier")]
    [InlineData("bootstraps: 100", "bootstraps: 0", "arena.bootstraps: must be a whole number from 1 to 100000, is 0")]
    [InlineData("minimum_gain: 0.0", "minimum_gain: 2", "gate.minimum_gain: must be a number from -1 to 1, is 2")]
    [InlineData("sft_from: target", "sft_from: scratch", "training.sft_from: must be target or initial, is scratch")]
    [InlineData("dpo_control: false", "dpo_control: no", "training.dpo_control: must be true or false, is no")]
    [InlineData("algorithm: dpo", "algorithm: ppo", "training.dpo.algorithm: must be dpo, is ppo")]
    [InlineData("algorithm: reward_model\n    replicas: 2", "algorithm: reward_model\n    replicas: 9",
        "training.reward_model.replicas: must be a whole number from 1 to 8, is 9", "replicas: 9")]
    [InlineData("batch_size: 256", "batch_size: 1", "training.ppo.batch_size: must be at least the 2 replicas, is 1")]
    [InlineData("warmup_ratio: 0.2, decay_ratio: 0.5", "warmup_ratio: 0.2, decay_ratio: 0.9",
        "training.ppo.optimizer.decay_ratio: warmup_ratio and decay_ratio must add up to at most 1")]
    [InlineData("learning_rate: 1.0e-4", "learning_rate: 0", "training.dpo.optimizer.learning_rate: must be a number above 0 and at most 1, is 0")]
    [InlineData("decay_ratio: 0.5 }\n    dpo:", "decay_ratio: 0.5, muon_learning_rate: 2 }\n    dpo:",
        "training.dpo.optimizer.muon_learning_rate: must be a number above 0 and at most 1, is 2")]
    [InlineData("beta: 0.3", "beta: 0", "training.dpo.dpo.beta: must be a number above 0, is 0")]
    [InlineData("mini_batches: 4", "mini_batches: 400", "training.ppo.ppo.mini_batches: must be at most the batch_size 256, is 400")]
    [InlineData("gamma: 1.0", "gamma: 1.1", "training.ppo.ppo.gamma: must be a number from 0 to 1, is 1.1")]
    [InlineData("window: 4000", "window: 150", "work.window: must hold at least one chunk of 200, is 150")]
    [InlineData("retry_seconds: 30", "retry_seconds: 0", "work.retry_seconds: must be a number above 0, is 0")]
    [InlineData("max_attempts: 3", "max_attempts: 3\n  colour: red", "work.colour: unknown key (allowed: generation_chunk", "colour")]
    [InlineData("  quick:", "  slow: 1\n  quick:", "profiles.slow: must be a mapping of keys to values, is 1")]
    public void A_broken_rule_names_file_line_and_key(string passage, string replacement, string problem, string? at = null)
    {
        var text = CampaignText.With(passage, replacement);

        var refused = Assert.Throws<FileRefusedException>(() => CampaignFile.Parse(text, "dir/campaign.yaml"));

        var line = CampaignText.LineOf(text, at ?? replacement);
        Assert.Contains(refused.Problems, p => p.ToString().StartsWith($"dir/campaign.yaml:{line}: {problem}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("name: small\n", "name", 1)]
    [InlineData("  sft_gap: [3.0, 1.0]\n", "mining.sft_gap", 27)]
    [InlineData("    temperature: 0\n", "competitors.1.temperature", 9, ": a contestant of kind checkpoint needs it")]
    [InlineData("    dpo: { beta: 0.3, nll_weight: 0.1, preference_weight: 1.0 }\n", "training.dpo.dpo", 45)]
    [InlineData("gate:\n  minimum_gain: 0.0\n", "gate", 1)]
    public void A_missing_key_is_reported_once_at_the_line_of_its_section(string passage, string key, int line, string why = "")
    {
        var refused = Assert.Throws<FileRefusedException>(() =>
            CampaignFile.Parse(CampaignText.With(passage, ""), "campaign.yaml"));

        Assert.Equal($"campaign.yaml:{line}: {key}: is missing{why}", Assert.Single(refused.Problems).ToString());
    }

    [Fact]
    public void Every_problem_is_reported_in_the_order_of_lines()
    {
        var text = CampaignText.Right
            .Replace("layers: 3", "layers: x", StringComparison.Ordinal)
            .Replace("iterations: 2", "iterations: 3", StringComparison.Ordinal)
            .Replace("window: 4000", "windows: 4000", StringComparison.Ordinal);

        var refused = Assert.Throws<FileRefusedException>(() => CampaignFile.Parse(text, "campaign.yaml"));

        Assert.Equal(
            ["target.model.layers", "mining.sft_gap", "mining.dpo_gap", "mining.reward_gap", "work.window", "work.windows"],
            refused.Problems.Select(p => p.Key));
    }

    [Theory]
    [InlineData("name: }", 1, "not YAML")]
    [InlineData("name: a\nname: b", 2, "not YAML: the key \"name\" is there twice")]
    [InlineData("name: *nowhere", 1, "not YAML: no anchor &nowhere above this alias")]
    [InlineData("- 1\n- 2", 1, "must be a YAML mapping")]
    [InlineData("", 1, "must be a YAML mapping")]
    [InlineData("name: a\n---\nname: b", 2, "not YAML: there is a second document")]
    [InlineData("name: a\n? [1]\n: b", 2, "not YAML: a key must be plain text")]
    public void Text_that_is_no_mapping_names_the_line(string text, int line, string problem)
    {
        var refused = Assert.Throws<FileRefusedException>(() => CampaignFile.Parse(text, "campaign.yaml"));

        Assert.StartsWith($"campaign.yaml:{line}: {problem}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_refused_and_does_not_overflow_the_stack()
    {
        var refused = Assert.Throws<FileRefusedException>(() =>
            CampaignFile.Parse("name: " + new string('[', 20_000), "campaign.yaml"));

        Assert.Contains("nested deeper than 32 levels", refused.Message, StringComparison.Ordinal);
    }
}
