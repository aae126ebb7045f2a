using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Yaml;
using Xunit;

namespace ArenaLearning.Services.Tests.CampaignFiles;

public class CampaignFileTests
{
    private static CampaignFile Parse(CampaignOverrides? overrides = null) =>
        CampaignFile.Parse(CampaignText.Right, "campaign.yaml", overrides);

    [Theory]
    [InlineData(null, 3)]
    [InlineData("quick", 1)]
    public async Task The_shipped_example_reads(string? profile, int iterations)
    {
        var path = CampaignText.RepositoryPath("examples/arithmetic.yaml");

        var file = await CampaignFile.ReadAsync(path, new(profile), TestContext.Current.CancellationToken);

        Assert.Equal("arithmetic", file.Spec.Name);
        Assert.Equal(iterations, file.Spec.Prompts.Iterations);
        Assert.Equal(CampaignText.RepositoryPath("examples/arithmetic/tokenizer"), file.Resolve(file.Spec.Target.Tokenizer));
    }

    [Fact]
    public void Values_are_read()
    {
        var spec = Parse().Spec;

        Assert.Equal(("small", 5L, "auto"), (spec.Name, spec.Seed, spec.Device));
        Assert.Equal(new DecoderShape(64, 3, 4, 176, 96), spec.Target.Model);
        Assert.Equal(
            [
                new CheckpointContestantSpec { Name = "adder", Checkpoint = "models/adder", Temperature = 0.7 },
                new CheckpointContestantSpec { Name = "multiplier", Checkpoint = "models/multiplier" },
            ], spec.Competitors);
        Assert.Equal(new Dictionary<string, double> { ["addition"] = 1, ["multiplication"] = 2 }, spec.Prompts.Skills);
        Assert.Equal(new PartSizes(40, 20, 20), spec.Prompts.Parts);
        Assert.Equal([3.0, 1.0], spec.Mining!.SftGap);
        Assert.Equal(new ArenaSpec("adder", 1100, 100), spec.Arena);
        Assert.Equal(4.0e-3, spec.Training.Sft!.Optimizer.LearningRate);
        Assert.Equal(new DpoSettings(0.3, 0.1, 1), spec.Training.Dpo!.Dpo);
        Assert.Equal(new RewardModelSettings(3, 0.5), spec.Training.RewardModel!.RewardModel);
        Assert.Equal(5, spec.Training.Ppo!.Ppo?.CriticWarmupIterations);
        Assert.Null(spec.Training.Ppo!.Dpo);
        Assert.Null(spec.Training.Sft!.Optimizer.MuonLearningRate);
    }

    [Fact]
    public void A_recipe_takes_the_device_of_the_campaign_unless_it_has_its_own()
    {
        var training = Parse(new(Assignments: ["device=cuda"])).Spec.Training;

        Assert.Equal("cuda", training.Initial.Device);
        Assert.Equal("cpu", training.Dpo!.Device);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("quick")]
    public void The_canonical_text_reads_back_to_itself(string? profile)
    {
        var first = Parse(new(profile, Seed: 9, ["battles.temperature=1e-7", "device=cpu", "training.sft.optimizer.muon_learning_rate=0.02"]));

        var second = CampaignFile.Parse(first.Text, "elsewhere.yaml");

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(9, second.Spec.Seed);
        Assert.Equal(1e-7, second.Spec.Battles.Temperature);
        Assert.Equal("cpu", second.Spec.Training.Ppo!.Device);
        Assert.Equal(0.02, second.Spec.Training.Sft!.Optimizer.MuonLearningRate);
    }

    [Fact]
    public void The_canonical_text_does_not_depend_on_the_order_of_keys()
    {
        var reordered = CampaignText.With("skills: { addition: 1, multiplication: 2 }", "skills: { multiplication: 2, addition: 1 }");

        Assert.Equal(Parse().Text, CampaignFile.Parse(reordered, "campaign.yaml").Text);
    }

    [Fact]
    public void A_profile_is_laid_over_and_assignments_over_that()
    {
        var spec = Parse(new("quick", Seed: 8, ["competitors.1.temperature=0.25", "prompts.diverse=3", "mining.sft_gap=[2]"])).Spec;

        Assert.Equal(8, spec.Seed);
        Assert.Equal(1, spec.Prompts.Iterations);
        Assert.Equal(4, spec.Prompts.Hard);
        Assert.Equal(7, spec.Training.Initial.Steps);
        Assert.Equal(600, spec.Training.Sft!.Steps);
        Assert.Equal(0.25, spec.Competitors[1].AnswerTemperature);
        Assert.Equal(3, spec.Prompts.Diverse);
        Assert.Equal([2.0], spec.Mining!.SftGap);
    }

    [Theory]
    [InlineData("competitors.0.temperature=hot", "competitors.0.temperature: must be a number of at least 0, is hot")]
    [InlineData("competitors.2.temperature=1", "competitors.2: the list's items are 0 to 1")]
    [InlineData("battle.temperature=1", "battle: unknown key; did you mean battles?")]
    [InlineData("seed.x=1", "seed: must be a whole number of at least 0, is a mapping")]
    [InlineData("target.model.heads=5", "target.model.heads: 5 heads do not divide the hidden_size 64")]
    [InlineData("name=", "name: must be text, is empty")]
    [InlineData("name", "must be key.path=value")]
    [InlineData("battles..judge=verifier", "the key path has an empty part")]
    [InlineData("mining.sft_gap=[1", "not YAML")]
    public void A_wrong_assignment_names_the_option(string assignment, string problem)
    {
        var refused = Assert.Throws<FileRefusedException>(() => Parse(new(Assignments: [assignment])));

        Assert.StartsWith($"--set {assignment}: {problem}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_profile_names_the_option_and_the_profiles()
    {
        var refused = Assert.Throws<FileRefusedException>(() => Parse(new("fast")));

        Assert.Equal("--profile fast: the campaign file has no such profile; it has quick", refused.Message);
    }

    [Fact]
    public void A_negative_seed_names_the_option()
    {
        var refused = Assert.Throws<FileRefusedException>(() => Parse(new(Seed: -1)));

        Assert.Equal("--seed -1: seed: must be a whole number of at least 0, is -1", refused.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("quick")]
    public void A_wrong_value_in_a_profile_is_found_whether_it_is_used_or_not(string? profile)
    {
        var text = CampaignText.With("{ steps: 7 }", "{ stepz: 7 }");

        var refused = Assert.Throws<FileRefusedException>(() => CampaignFile.Parse(text, "campaign.yaml", new(profile)));

        Assert.StartsWith($"campaign.yaml:{CampaignText.LineOf(text, "stepz")}: profiles.quick.training.initial.stepz: unknown key; did you mean steps?",
            Assert.Single(refused.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused()
    {
        var refused = await Assert.ThrowsAsync<FileRefusedException>(() =>
            CampaignFile.ReadAsync("no/such.yaml", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("no/such.yaml: there is no such campaign file", refused.Message);
    }
}
