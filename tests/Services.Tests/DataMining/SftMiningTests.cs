using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Mining;
using Xunit;
using static ArenaLearning.Services.Tests.DataMining.HandMadeBattles;

namespace ArenaLearning.Services.Tests.DataMining;

public class SftMiningTests
{
    [Fact]
    public void The_target_learns_the_best_response_of_another()
    {
        var row = SftMining.Mine(Scored("p", new(Target, "bad", 2), new("x", "good", 9), new("y", "fair", 6)), 3, seed: 1).Row!;

        Assert.Equal([ChatTurn.User("Question of p?"), ChatTurn.Assistant("good")], row.Messages);
        Assert.Equal(new("p", "addition", "D1", "sft: gap >= 3", "x", Target, 7), row.Provenance);
    }

    [Theory]
    [InlineData(6, 9, 3, null)]
    [InlineData(6.5, 9, 3, "gap below K")]
    [InlineData(9, 9, 1, "target tied with the best")]
    [InlineData(9, 8, 1, "target won")]
    [InlineData(9, 9, 0, null)]
    public void A_row_is_kept_where_the_gap_is_at_least_K(double target, double other, double minimumGap, string? dropped)
    {
        var mined = SftMining.Mine(Scored("p", new(Target, "its own", target), new("x", "another", other)), minimumGap, seed: 1);

        Assert.Equal(dropped, mined.Dropped);
        Assert.Equal(dropped is null, mined.Row is not null);
    }

    [Fact]
    public void A_winner_that_is_known_to_be_wrong_is_never_learned() => Assert.Equal(
        "no right answer",
        SftMining.Mine(Scored("p", new(Target, "bad", 1, false, 0), new("x", "less bad", 3, false, 5)), 1, seed: 1).Dropped);

    [Fact]
    public void Only_the_first_sample_stands_for_the_target() => Assert.Equal(
        "no scored response of the target",
        SftMining.Mine(Scored("p", new(Target, "bad", 1, Sample: 1), new("x", "good", 9)), 1, seed: 1).Dropped);

    [Fact]
    public void Of_equally_good_winners_no_contestant_is_favoured()
    {
        var chosen = Enumerable.Range(0, 300).CountBy(i => SftMining.Mine(
            Scored($"p{i}", new(Target, "bad", 1), new("x", "one", 9), new("y", "two", 9), new("z", "three", 9)), 1, seed: 1)
            .Row!.Provenance.Chosen!).ToDictionary();

        Assert.Equal(["x", "y", "z"], chosen.Keys.Order());
        Assert.All(chosen.Values, count => Assert.InRange(count, 70, 130));
    }
}
