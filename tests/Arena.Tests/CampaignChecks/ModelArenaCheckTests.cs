using ArenaLearning.Arena.Tests.Campaigns;
using ArenaLearning.Arena.Tests.Commands;
using Xunit;

namespace ArenaLearning.Arena.Tests.CampaignChecks;

public sealed class ModelArenaCheckTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Theory]
    [InlineData("", 1024)]
    [InlineData("battles: { max_tokens: 96 }", 96)]
    public async Task A_checkpoint_too_short_for_the_answers_is_refused_before_anything_is_asked(string battles, int maxTokens)
    {
        var outcome = await SmallCampaign.InvokeAsync("validate", await WriteAsync(battles));

        Assert.Equal(2, outcome.Code);
        Assert.Contains("contestants.0.checkpoint: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(
            $"fits 96 tokens, no more than battles.max_tokens asks for an answer alone ({maxTokens}); lower that", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_leaves_room_for_the_prompt_is_not()
    {
        var outcome = await SmallCampaign.InvokeAsync("validate", await WriteAsync("battles: { max_tokens: 40 }"));

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
    }

    private async Task<string> WriteAsync(string battles)
    {
        var examples = Path.Combine(Path.GetDirectoryName(ShippedExample.Path)!, "arithmetic");
        var file = Path.Combine(temporary.Path, "arena.yaml");
        await File.WriteAllTextAsync(Path.Combine(temporary.Path, "prompts.jsonl"), """{"prompt": "What is 1 + 2?", "reference": "3"}""" + "\n");
        await File.WriteAllTextAsync(file, $$"""
            name: short
            seed: 1
            contestants:
              - { name: subtractor, kind: checkpoint, checkpoint: {{Path.Combine(examples, "subtractor")}} }
              - { name: multiplier, kind: checkpoint, checkpoint: {{Path.Combine(examples, "multiplier")}} }
            prompts: { file: prompts.jsonl }
            judge: { name: exact, kind: verifier }
            arena: { anchor: subtractor }
            {{battles}}
            """, TestContext.Current.CancellationToken);
        return file;
    }
}
