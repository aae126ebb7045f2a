using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Ratings.Tests;

public class BattleTableTests
{
    [Fact]
    public void Battles_are_counted_by_pair_and_outcome_whoever_was_called_A()
    {
        var table = BattleTable.Of(new Battle[]
        {
            new("x", "a", Outcome.AWins), new("a", "x", Outcome.BWins), new("a", "x", Outcome.AWins), new("x", "a", Outcome.Tie),
            new("m", "a", Outcome.BWins),
        });

        Assert.Equal(["a", "m", "x"], table.Contestants);
        Assert.Equal(
            [
                new("a", "m", Outcome.AWins, 1), new("a", "x", Outcome.AWins, 1), new("a", "x", Outcome.BWins, 2),
                new("a", "x", Outcome.Tie, 1),
            ],
            table.Rows);
        Assert.Equal(5, table.BattleCount);
        Assert.Equal([5, 1, 4], table.BattlesByContestant());
    }

    [Fact]
    public void Win_rates_count_a_tie_as_half_and_leave_out_pairs_that_never_met()
    {
        var table = BattleTable.Of(new OutcomeCount[]
        {
            new("a", "b", Outcome.AWins, 5), new("a", "b", Outcome.BWins, 2), new("b", "a", Outcome.Tie, 3), new("b", "c", Outcome.BWins, 4),
        });

        Assert.Equal(
            [new("a", "b", 0.65, 10), new("b", "a", 0.35, 10), new("b", "c", 0, 4), new("c", "b", 1, 4)], table.WinRates());
    }

    [Fact]
    public void Rows_that_say_nothing_are_refused_and_zero_counts_ignored()
    {
        var tally = new BattleTally();

        Assert.Contains("'a' against itself", Assert.Throws<ArgumentException>(
            () => tally.Add(new("a", "a", Outcome.Tie))).Message, StringComparison.Ordinal);
        Assert.Contains("one is empty", Assert.Throws<ArgumentException>(
            () => tally.Add(new("", "a", Outcome.Tie))).Message, StringComparison.Ordinal);
        Assert.Contains("must not be negative", Assert.Throws<ArgumentOutOfRangeException>(
            () => tally.Add(new("a", "b", Outcome.Tie), -1)).Message, StringComparison.Ordinal);
        Assert.Contains("no outcome", Assert.Throws<ArgumentException>(
            () => tally.Add(new("a", "b", (Outcome)7))).Message, StringComparison.Ordinal);
        tally.Add(new("a", "b", Outcome.Tie), 0);
        Assert.Empty(tally.ToTable().Contestants);
    }
}
