using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Yaml;
using Xunit;

namespace ArenaLearning.Services.Tests.CampaignFiles;

/// <summary>What of the style a model arena takes out.</summary>
public class StyleFeatureTests
{
    [Theory]
    [InlineData("arena: { style_control: true, style_features: [lengths] }", "arena.style_features.0: must be length or markdown, is lengths")]
    [InlineData("arena: { style_control: true, style_features: [] }", "arena.style_features: must be a list of length, markdown with at least one item")]
    [InlineData("arena: { style_control: true, style_features: length }",
        "arena.style_features: must be a list of length, markdown with at least one item, is length")]
    [InlineData("arena: { style_control: true, style_features: [length, length] }", "arena.style_features.1: \"length\" is named twice")]
    [InlineData("arena: { style_features: [length] }", "arena.style_features: says what style control takes out; set arena.style_control to true too")]
    public void Features_that_mean_nothing_are_refused_with_line_and_key(string arena, string problem)
    {
        var refused = Assert.Throws<FileRefusedException>(() => CampaignFile.Parse(Text(arena), "campaign.yaml"));

        Assert.StartsWith($"campaign.yaml:6: {problem}", Assert.Single(refused.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_choice_of_features_is_another_campaign()
    {
        var without = CampaignFile.Parse(Text("arena: { style_control: true }"), "campaign.yaml");
        var with = CampaignFile.Parse(Text("arena: { style_control: true, style_features: [length] }"), "campaign.yaml");

        Assert.NotEqual(without.SpecHash, with.SpecHash);
        Assert.Equal(["length"], CampaignFile.Parse(with.Text, "again.yaml").ModelArena!.Arena.StyleFeatures);
    }

    private static string Text(string arena) => $$"""
        name: styled
        seed: 1
        contestants: [{ kind: recorded, file: answers.jsonl }]
        prompts: { file: prompts.jsonl }
        judge: { name: people, kind: recorded, file: verdicts.jsonl }
        {{arena}}
        """;
}
