using ArenaLearning.Flywheel.CampaignFiles;
using Xunit;

namespace ArenaLearning.Services.Tests.CampaignFiles;

/// <summary>What of a model arena may change while it goes on, and what makes it another.</summary>
public class CampaignIdentityTests
{
    private static readonly string Own = HashOf("");

    [Theory]
    [InlineData("work: { window: 64 }")]
    [InlineData("work: { window: 20000 }")]
    [InlineData("budget: { max_cost: 3, max_tokens: 1000 }")]
    public void A_window_or_a_budget_changes_no_result_and_so_not_the_campaign(string changed) => Assert.Equal(Own, HashOf(changed));

    [Theory]
    [InlineData("work: { judging_chunk: 8 }")]
    [InlineData("battles: { max_tokens: 8 }")]
    public void What_the_units_are_made_of_makes_another_campaign(string changed) => Assert.NotEqual(Own, HashOf(changed));

    [Theory]
    [InlineData(null, "a06094d9860af7282927db7fa056fe95")]
    [InlineData("quick", "de598ead4f643f97da2ad71a39299473")]
    public async Task A_flywheel_file_without_endpoints_is_the_campaign_that_it_was_before_there_were_any(string? profile, string hash)
    {
        var file = await CampaignFile.ReadAsync(CampaignText.RepositoryPath("examples/arithmetic.yaml"), new(profile), TestContext.Current.CancellationToken);

        Assert.StartsWith(hash, file.SpecHash, StringComparison.Ordinal);
        Assert.Equal(file.Identity, file.Text);
    }

    private static string HashOf(string more) => CampaignFile.Parse($$"""
        name: same
        seed: 1
        contestants: [{ kind: recorded, file: answers.jsonl }]
        prompts: { file: prompts.jsonl }
        judge: { name: people, kind: recorded, file: verdicts.jsonl }
        {{more}}
        """, "campaign.yaml").SpecHash;
}
