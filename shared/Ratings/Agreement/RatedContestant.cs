namespace ArenaLearning.Ratings.Agreement;

/// <summary>A contestant's rating in an arena, with the ends of its 95% interval.</summary>
public sealed record RatedContestant(string Contestant, double Rating, double Lower, double Upper);

/// <summary>When two intervals count as separable.</summary>
public enum IntervalBoundary
{
    /// <summary>Intervals that touch overlap.</summary>
    Strict,
    /// <summary>
    /// Intervals that only touch are separable. This and no other reading gives the figures that Arena Learning prints,
    /// from ratings that it prints as whole numbers.
    /// </summary>
    Touching,
}

/// <summary>How well a benchmark's ratings agree with a reference's, as shares of 1 (the paper prints percent).</summary>
/// <param name="Spearman">Rank correlation, -1 to 1.</param>
/// <param name="HumanAgreement">-1 to 1: <paramref name="AgreementSum"/> of <paramref name="ConfidentPairs"/>.</param>
/// <param name="Differentiation">0 to 1: <paramref name="SeparatedPairs"/> of <paramref name="Pairs"/>.</param>
/// <param name="AgreementSum">Confident pairs in the same order less those in the opposite order.</param>
/// <param name="ConfidentPairs">Pairs that the reference separates.</param>
/// <param name="SeparatedPairs">Pairs that the benchmark separates.</param>
public sealed record ArenaAgreement(
    double Spearman, double HumanAgreement, double Differentiation, int AgreementSum, int ConfidentPairs,
    int SeparatedPairs, int Pairs)
{
    /// <summary>The mean of the three.</summary>
    public double Average => (Spearman + HumanAgreement + Differentiation) / 3;
}
