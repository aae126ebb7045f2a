using ArenaLearning.Ratings.Agreement;

namespace ArenaLearning.Ratings.Tests;

public class AgreementTests
{
    [Theory]
    [InlineData("mix", 99.12, 200, 226, 97.84)]
    [InlineData("diverse", 98.62, 196, 225, 97.40)]
    [InlineData("hard", 98.67, 198, 223, 96.54)]
    public void The_22_printed_rows_agree_with_Chatbot_Arena(
        string column, double spearman, int agreement, int separated, double differentiation)
    {
        var result = AgreementMetrics.Compare(PaperTable.Column(column), PaperTable.Column("chatbot_arena"));

        Assert.Equal(spearman, Percent(result.Spearman));
        Assert.Equal((agreement, 202), (result.AgreementSum, result.ConfidentPairs));
        Assert.Equal(Math.Round(100.0 * agreement / 202, 2), Percent(result.HumanAgreement));
        Assert.Equal((separated, 231), (result.SeparatedPairs, result.Pairs));
        Assert.Equal(differentiation, Percent(result.Differentiation));
    }

    [Theory]
    [InlineData("diverse", 98.79, 219, 97.33, 247, 97.63)]
    [InlineData("hard", 98.84, 221, 98.22, 245, 96.84)]
    [InlineData("mix", 99.23, 223, 99.11, 248, 98.02)]
    public void With_the_leader_and_touching_intervals_the_figures_are_those_the_paper_prints(
        string column, double spearman, int agreement, double humanAgreement, int separated, double differentiation)
    {
        var result = AgreementMetrics.Compare(
            PaperTable.Column(column).WithLeader(), PaperTable.Column("chatbot_arena").WithLeader(), IntervalBoundary.Touching);

        Assert.Equal(spearman, Percent(result.Spearman));
        Assert.Equal((agreement, 225), (result.AgreementSum, result.ConfidentPairs));
        Assert.Equal(humanAgreement, Percent(result.HumanAgreement));
        Assert.Equal((separated, 253), (result.SeparatedPairs, result.Pairs));
        Assert.Equal(differentiation, Percent(result.Differentiation));
        if (column == "mix") Assert.Equal(98.79, Percent(result.Average));
    }

    [Fact]
    public void Orders_of_separated_pairs_add_and_subtract()
    {
        RatedContestant[] reference = [new("a", 30, 29, 31), new("b", 20, 19, 21), new("c", 10, 9, 11), new("d", 11, 9, 13)];
        RatedContestant[] benchmark = [new("d", 5, 4, 6), new("a", 30, 29, 31), new("c", 40, 39, 41), new("b", 29, 27, 31)];

        var result = AgreementMetrics.Compare(benchmark, reference);

        // Confident: ab, ac, ad, bc, bd. The benchmark cannot tell a from b, has c above a and b, and agrees on d.
        Assert.Equal((0, 5), (result.AgreementSum, result.ConfidentPairs));
        Assert.Equal((5, 6), (result.SeparatedPairs, result.Pairs));
        Assert.Equal(0, result.HumanAgreement);
        Assert.Equal((result.Spearman + 5.0 / 6) / 3, result.Average, 1e-12);
    }

    [Fact]
    public void Contestants_with_the_same_point_for_an_interval_are_never_separable()
    {
        RatedContestant[] reference = [new("a", 30, 29, 31), new("b", 20, 19, 21)];
        RatedContestant[] benchmark = [new("a", 20, 20, 20), new("b", 20, 20, 20)];

        Assert.Equal(0, AgreementMetrics.Compare(benchmark, reference, IntervalBoundary.Touching).SeparatedPairs);
    }

    [Fact]
    public void Spearman_is_one_minus_one_and_shares_ranks_of_ties()
    {
        Assert.Equal(1, AgreementMetrics.Spearman([1, 2, 3], [10, 20, 30]));
        Assert.Equal(-1, AgreementMetrics.Spearman([1, 2, 3], [30, 20, 10]));
        // Ranks 3, 1.5, 1.5 against 3, 2, 1: d = 0, 0.5, 0.5.
        Assert.Equal(1 - 6 * 0.5 / 24, AgreementMetrics.Spearman([1, 2, 2], [1, 2, 3]), 1e-12);
    }

    [Fact]
    public void Invalid_input_is_refused_with_advice()
    {
        RatedContestant[] rows = [new("a", 2, 1, 3), new("b", 8, 7, 9)];

        Assert.Contains("only one of them rates b, c", Message([new("a", 2, 1, 3), new("c", 8, 7, 9)], rows), StringComparison.Ordinal);
        Assert.Contains("'a' stands twice in the benchmark", Message([rows[0], rows[0]], rows), StringComparison.Ordinal);
        Assert.Contains("3 to 1", Message([rows[0] with { Lower = 3, Upper = 1 }, rows[1]], rows), StringComparison.Ordinal);
        Assert.Contains("at least two", Message([rows[0]], [rows[0]]), StringComparison.Ordinal);
        Assert.Contains("separates no pair", Message(rows, [rows[0], rows[1] with { Lower = 0 }]), StringComparison.Ordinal);
        Assert.Contains("these have 2 and 1", Assert.Throws<ArgumentException>(
            () => AgreementMetrics.Spearman([1, 2], [1])).Message, StringComparison.Ordinal);

        static string Message(RatedContestant[] benchmark, RatedContestant[] reference) =>
            Assert.Throws<ArgumentException>(() => AgreementMetrics.Compare(benchmark, reference)).Message;
    }

    private static double Percent(double share) => Math.Round(100 * share, 2);
}
