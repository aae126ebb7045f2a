namespace ArenaLearning.Ratings.Agreement;

/// <summary>
/// The metrics by which WizardArena is held against Chatbot Arena: arXiv 2407.10627, appendix, after Arena-Hard's
/// agreement and separability (arXiv 2406.11939).
/// </summary>
public static class AgreementMetrics
{
    /// <param name="benchmark">Ratings of the benchmark (A), in any order.</param>
    /// <param name="reference">Ratings of the same contestants by the reference (B), in any order.</param>
    /// <exception cref="ArgumentException">
    /// The contestants differ, are fewer than two or are named twice; an interval is upside down; the reference
    /// separates no pair, so that there is nothing to agree with.
    /// </exception>
    public static ArenaAgreement Compare(
        IReadOnlyList<RatedContestant> benchmark, IReadOnlyList<RatedContestant> reference,
        IntervalBoundary boundary = IntervalBoundary.Strict)
    {
        var a = ByName(benchmark, nameof(benchmark));
        var b = ByName(reference, nameof(reference));
        CheckSame(a, b);

        int pairs = 0, separated = 0, confident = 0, sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = i + 1; j < a.Length; j++)
            {
                pairs++;
                var byBenchmark = Order(a[i], a[j], boundary);
                var byReference = Order(b[i], b[j], boundary);
                if (byBenchmark != 0) separated++;
                if (byReference == 0) continue;
                confident++;
                sum += byBenchmark * byReference;
            }
        }
        if (confident == 0)
            throw new ArgumentException(
                "The reference separates no pair of contestants, so agreement with it is undefined; "
                + "give it more battles, for narrower intervals.", nameof(reference));
        return new(
            Spearman([.. a.Select(row => row.Rating)], [.. b.Select(row => row.Rating)]),
            (double)sum / confident, (double)separated / pairs, sum, confident, separated, pairs);
    }

    /// <summary>
    /// rho = 1 - 6 sum(d_i^2) / (n (n^2 - 1)) with d_i the difference of the two ranks of i; equal values share the
    /// mean of their ranks.
    /// </summary>
    /// <exception cref="ArgumentException">The lists differ in length or have fewer than two values.</exception>
    public static double Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count || x.Count < 2)
            throw new ArgumentException(
                $"Spearman's correlation needs two lists of the same length, at least 2; these have {x.Count} and {y.Count}.",
                nameof(y));
        double n = x.Count;
        var squares = MeanRanks(x).Zip(MeanRanks(y), (rankX, rankY) => (rankX - rankY) * (rankX - rankY)).Sum();
        return 1 - 6 * squares / (n * (n * n - 1));
    }

    /// <summary>+1 where the first lies surely above, -1 where surely below, 0 where their intervals overlap.</summary>
    private static int Order(RatedContestant first, RatedContestant second, IntervalBoundary boundary) =>
        (Above(first.Lower, second.Upper, boundary) ? 1 : 0) - (Above(second.Lower, first.Upper, boundary) ? 1 : 0);

    private static bool Above(double lower, double upper, IntervalBoundary boundary) =>
        boundary == IntervalBoundary.Touching ? lower >= upper : lower > upper;

    private static IEnumerable<double> MeanRanks(IReadOnlyList<double> values) =>
        values.Select(own => (1 + values.Count(other => other > own) + values.Count(other => other >= own)) / 2.0);

    private static RatedContestant[] ByName(IReadOnlyList<RatedContestant> rows, string name)
    {
        var sorted = rows.OrderBy(row => row.Contestant, StringComparer.Ordinal).ToArray();
        foreach (var row in sorted)
        {
            if (!double.IsFinite(row.Rating) || !(row.Lower <= row.Upper))
                throw new ArgumentException(
                    $"'{row.Contestant}' in the {name} needs a finite rating and an interval from its lower to its upper end; "
                    + $"it has {row.Rating} and {row.Lower} to {row.Upper}.", name);
        }
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Contestant == sorted[i - 1].Contestant)
                throw new ArgumentException($"'{sorted[i].Contestant}' stands twice in the {name}; rate it once.", name);
        }
        return sorted;
    }

    private static void CheckSame(RatedContestant[] a, RatedContestant[] b)
    {
        var names = a.Select(row => row.Contestant).ToHashSet();
        names.SymmetricExceptWith(b.Select(row => row.Contestant));
        if (names.Count > 0)
            throw new ArgumentException(
                "The benchmark and the reference must rate the same contestants; only one of them rates "
                + $"{string.Join(", ", names.Order(StringComparer.Ordinal))}.");
        if (a.Length < 2) throw new ArgumentException("Agreement needs at least two contestants.");
    }
}
