using ArenaLearning.DataMining.Mining;
using Xunit;
using static ArenaLearning.Services.Tests.DataMining.HandMadeBattles;

namespace ArenaLearning.Services.Tests.DataMining;

public class PreferenceMiningTests
{
    [Fact]
    public void The_widest_pair_is_taken_and_the_chosen_may_be_the_targets_own()
    {
        var row = PreferenceMining.Mine(Scored("p", new(Target, "best", 10), new("x", "fair", 6), new("y", "worst", 1)), 2, seed: 1).Row!;

        Assert.Equal(("best", "worst"), (row.Chosen[0].Content, row.Rejected[0].Content));
        Assert.Equal((Target, "y", 9.0), (row.Provenance.Chosen, row.Provenance.Rejected, row.Provenance.Gap));
    }

    [Fact]
    public void Of_equally_wide_pairs_one_that_rejects_the_targets_response_comes_first()
    {
        for (var i = 0; i < 50; i++)
        {
            var prompt = Scored($"p{i}", new("x", "right", 9), new("y", "wrong", 1), new(Target, "wrong too", 1, Sample: 2));

            Assert.Equal(Target, PreferenceMining.Mine(prompt, 2, seed: 1).Row!.Provenance.Rejected);
        }
    }

    [Fact]
    public void Of_the_rest_the_seed_picks()
    {
        string Chosen(int prompt, long seed) => PreferenceMining.Mine(
            Scored($"p{prompt}", new("x", "one", 9), new("y", "two", 9), new(Target, "wrong", 1)), 2, seed).Row!.Provenance.Chosen!;
        var chosen = Enumerable.Range(0, 200).Select(i => Chosen(i, 1)).ToArray();

        Assert.InRange(chosen.Count(name => name == "x"), 70, 130);
        Assert.Equal(chosen, Enumerable.Range(0, 200).Select(i => Chosen(i, 1)));
        Assert.NotEqual(chosen, Enumerable.Range(0, 200).Select(i => Chosen(i, 2)));
    }

    [Theory]
    [InlineData("a", "b", 8, 6, true, null)]
    [InlineData("a", "b", 7.5, 6, true, "gap below K")]
    [InlineData("a", "b", 6, 6, true, "no response better than another")]
    [InlineData("a", "a", 8, 6, true, "all alike")]
    [InlineData("a", "b", 3, 1, false, "no right answer")]
    public void A_prompt_without_a_pair_says_why(string one, string other, double score, double otherScore, bool correct, string? dropped)
    {
        var mined = PreferenceMining.Mine(
            Scored("p", new(Target, one, score, correct), new("x", other, otherScore, correct)), 2, seed: 1);

        Assert.Equal(dropped, mined.Dropped);
        Assert.Equal(dropped is null, mined.Row is not null);
    }
}
