using ArenaLearning.Ratings.Agreement;

namespace ArenaLearning.Ratings.Tests;

public class RatingAgreementTests
{
    private static readonly double[] Ours = [1000, 1100, 1200], People = [1500, 1700, 1600];

    [Fact]
    public void Figures_worked_out_by_hand()
    {
        Assert.Equal(0.5, Correlation.Pearson(Ours, People)!.Value, 1e-12);
        // Centred they differ by 0, 100 and 100.
        Assert.Equal(Math.Sqrt(20_000 / 3.0), RatingAgreement.EloDistance(Ours, People), 1e-9);
        // 100 points expect 0.640065 of a battle, 200 expect 0.759747.
        Assert.Equal((0.119682 + 0.119682 + 0.280130) / 3, RatingAgreement.ExpectedScoreError(Ours, People), 1e-6);
    }

    [Fact]
    public void A_scale_moves_distances_and_leaves_the_correlation_alone()
    {
        double[] stretched = [.. Ours.Select(rating => 40 + 3 * rating)];

        Assert.Equal(1, Correlation.Pearson(Ours, stretched)!.Value, 1e-12);
        Assert.True(RatingAgreement.EloDistance(Ours, stretched) > 100);
        Assert.True(RatingAgreement.ExpectedScoreError(Ours, stretched) > 0.1);
    }

    [Fact]
    public void Ratings_that_differ_by_a_constant_agree()
    {
        double[] shifted = [.. Ours.Select(rating => rating + 400)];

        Assert.Equal(
            (1, 0, 0),
            (Correlation.Pearson(Ours, shifted), RatingAgreement.EloDistance(Ours, shifted), RatingAgreement.ExpectedScoreError(Ours, shifted)));
    }

    [Fact]
    public void Pairs_count_that_the_other_puts_in_an_order()
    {
        // Of b and c the second says nothing; of the five other pairs the first has four alike, and a tie for one.
        Assert.Equal(4.0 / 5, RatingAgreement.Pairwise([4, 3, 2, 2], [9, 5, 5, 1])!.Value, 1e-12);
        Assert.Equal(0, RatingAgreement.Pairwise([1, 2, 3], [3, 2, 1]));
        Assert.Null(RatingAgreement.Pairwise([1, 2, 3], [5, 5, 5]));
        Assert.Throws<ArgumentException>(() => RatingAgreement.Pairwise([1], [1]));
    }

    [Fact]
    public void What_is_undefined_is_said()
    {
        Assert.Null(Correlation.Pearson(Ours, [5, 5, 5]));
        Assert.Throws<ArgumentException>(() => Correlation.Pearson(Ours, [1, 2]));
        Assert.Throws<ArgumentException>(() => RatingAgreement.EloDistance([1], [1]));
        Assert.Throws<ArgumentException>(() => RatingAgreement.ExpectedScoreError([], []));
    }
}
