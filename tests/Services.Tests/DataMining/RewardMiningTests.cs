using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Mining;
using ArenaLearning.Randomness;
using Xunit;
using static ArenaLearning.Services.Tests.DataMining.HandMadeBattles;

namespace ArenaLearning.Services.Tests.DataMining;

public class RewardMiningTests
{
    private const string Right = "47+35=82 #### 82";

    [Theory]
    [InlineData("47+35=82 #### 82", true, null, new[] { "47+35=82 #### 82" }, new[] { true })]
    [InlineData("47+35=92 #### 92", false, 6, new[] { "47+35=", "92 #### 92" }, new[] { true, false })]
    [InlineData("37+35=72 #### 72", false, 0, new[] { "37+35=72 #### 72" }, new[] { false })]
    [InlineData("47+35=8", false, 7, new[] { "47+35=8", "" }, new[] { true, false })]
    [InlineData("47+35=83 #### 82", true, 7, new[] { "47+35=8", "3 #### 82" }, new[] { true, false })]
    [InlineData("wrong, who knows where", false, null, new[] { "wrong, who knows where" }, new[] { false })]
    public void Completions_split_at_the_first_error(string text, bool correct, int? firstError, string[] completions, bool[] labels)
    {
        var row = RewardMining.Mine(Scored("p", new Answer(Target, text, 5, correct, firstError)), 1, seed: 1).Steps[0];

        Assert.Equal(completions, row.Completions);
        Assert.Equal(labels, row.Labels);
    }

    [Fact]
    public void Every_wrong_response_loses_to_a_best_right_one_and_the_loser_is_named()
    {
        var rows = RewardMining.Mine(Scored("p",
            new(Target, "#### 83", 1, false, 6), new(Target, "#### 83", 1, false, 6, Sample: 1), new("x", Right, 10, true),
            new("y", "#### 82", 8, true), new("z", "47+35=83 #### 82", 5, true, 7)), 1, seed: 1);

        var judged = rows.Pairs.Where(pair => pair.Provenance.Gap is not null).ToArray();
        Assert.All(judged, pair => Assert.Equal((Right, "x"), (pair.Chosen[0].Content, pair.Provenance.Chosen)));
        Assert.Equal(
            [("#### 83", Target, 9), ("47+35=83 #### 82", "z", 5)],
            judged.Select(pair => (pair.Rejected[0].Content, pair.Provenance.Rejected!, pair.Provenance.Gap!.Value)));
        Assert.Equal(5, rows.Steps.Count);
    }

    [Fact]
    public void A_wrong_response_whose_battles_could_not_be_judged_is_no_pair()
    {
        var prompt = Prompt("p", new(Target, "#### 83", 1, false, 6), new("x", Right, 10, true), new("z", "#### 81", 0, false, 6));

        var rows = RewardMining.Mine(ScoredPrompt.Of(prompt with { Battles = [prompt.Battles[0]] }, Target), 1, seed: 1);

        Assert.DoesNotContain(rows.Pairs, pair => pair.Provenance.Rejected == "z");
        Assert.Contains(rows.Pairs, pair => pair.Provenance.Rejected == Target);
        // What is wrong with it is known all the same.
        Assert.Contains(rows.Steps, step => step.Provenance.Rejected == "z");
    }

    [Fact]
    public void A_right_response_loses_against_itself_with_one_digit_of_a_result_changed()
    {
        for (var i = 0; i < 100; i++)
        {
            var rows = RewardMining.Mine(Scored($"p{i}", new Answer("x", Right, 10, true)), 1, seed: 1);

            var pair = Assert.Single(rows.Pairs);
            var edited = pair.Rejected[0].Content;
            var at = Enumerable.Range(0, Right.Length).Single(offset => Right[offset] != edited[offset]);
            Assert.Equal(("x", EditedResponse.Contestant), (pair.Provenance.Chosen, pair.Provenance.Rejected));
            Assert.Contains(at, new[] { 6, 7, 14, 15 });
            Assert.True(char.IsAsciiDigit(edited[at]));
            Assert.Equal([Right[..at], edited[at..]], rows.Steps[1].Completions);
            Assert.Equal([true, false], rows.Steps[1].Labels);
        }
    }

    [Fact]
    public void A_response_without_a_result_cannot_be_edited() =>
        Assert.Null(EditedResponse.Of("eighty-two", new SplitMix64(1)));

    [Theory]
    [InlineData(null, null, "no response that the judge could check", 0)]
    [InlineData(false, 0, "no right answer", 1)]
    public void A_prompt_without_pairs_says_why_and_is_still_a_prompt(bool? correct, int? firstError, string dropped, int steps)
    {
        var rows = RewardMining.Mine(Scored("p", new Answer(Target, "#### 83", 1, correct, firstError)), 1, seed: 1);

        Assert.Equal((dropped, steps), (rows.Dropped, rows.Steps.Count));
        Assert.Empty(rows.Pairs);
        Assert.Equal("82", rows.Prompt.Reference);
    }
}
