using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Models;

namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>A rating may lie from <paramref name="Lower"/> to <paramref name="Upper"/>, in Elo points.</summary>
public readonly record struct RatingInterval(double Lower, double Upper);

/// <param name="Intervals">In the order of the contestants.</param>
public sealed record BootstrapIntervals(IReadOnlyList<RatingInterval> Intervals, IReadOnlyList<string> Warnings);

/// <summary>
/// 95% intervals of Bradley-Terry ratings by the percentile bootstrap, as Chatbot Arena has them (arXiv 2403.04132) and
/// Arena Learning after it: each round draws as many battles as there are, with replacement, and fits them again.
/// </summary>
public static class Bootstrap
{
    public const int DefaultRounds = 100;
    private const double Tail = 0.025;

    /// <summary>
    /// The 2.5% and 97.5% quantiles over the rounds. They stand beside the rating that was fitted to the battles
    /// themselves; a median of rounds would make the rating depend on the seed.
    /// </summary>
    /// <param name="fit">The fit of <paramref name="battles"/>.</param>
    /// <param name="anchor">
    /// Who is fixed in every round; its own interval has no width, and the others hold what is uncertain about their
    /// distance to it. Null keeps the mean of all at <see cref="EloScale.Initial"/>.
    /// </param>
    /// <param name="options">Those of the fit.</param>
    /// <exception cref="ArgumentException">Fewer than one round; the anchor is not among the contestants.</exception>
    public static BootstrapIntervals Intervals(
        BattleTable battles, BradleyTerryFit fit, Anchor? anchor, long seed, int rounds = DefaultRounds,
        BradleyTerryOptions? options = null)
    {
        if (rounds < 1)
            throw new ArgumentOutOfRangeException(
                nameof(rounds), rounds, $"The bootstrap needs at least one round; {DefaultRounds} is usual.");
        options ??= BradleyTerryOptions.Default;
        // A round may leave out what the whole set of battles determines; only a ridge then keeps it finite.
        if (options.Ridge == 0) options = options with { Ridge = BradleyTerryOptions.Default.Ridge };
        var point = fit.Ratings(anchor);
        var reference = anchor is null ? 0 : fit.IndexOf(anchor);
        var whole = Structure.Of(point.Count, battles.Pairs(battles.Counts), reference);
        var multinomial = new Multinomial(battles.Counts);
        var ratings = point.Select(_ => new List<double>(rounds)).ToArray();
        int unbounded = 0, unconverged = 0;
        for (var round = 0; round < rounds; round++)
        {
            var pairs = battles.Pairs(multinomial.Resample(SplitMix64.Stream(seed, round)));
            var structure = Structure.Of(ratings.Length, pairs, reference);
            if (structure.MutualGroups > whole.MutualGroups) unbounded++;
            var optimum = BradleyTerry.Maximise(pairs, [.. fit.LogStrengths], options);
            if (!optimum.Converged) unconverged++;
            var rated = (fit with { LogStrengths = optimum.Theta }).Ratings(anchor);
            for (var i = 0; i < rated.Count; i++)
            {
                // A round in which no battle joins a contestant to the reference says nothing about their distance.
                if (structure.JoinsReference[i] || !whole.JoinsReference[i]) ratings[i].Add(rated[i]);
            }
        }
        return new(
            [.. ratings.Select((values, i) => IntervalOf(values, point[i]))],
            [.. Warnings(fit.Contestants, ratings, rounds, unbounded, unconverged)]);
    }

    private static RatingInterval IntervalOf(List<double> values, double point)
    {
        if (values.Count == 0) return new(point, point);
        values.Sort();
        return new(Quantile.Of(values, Tail), Quantile.Of(values, 1 - Tail));
    }

    private static IEnumerable<string> Warnings(
        IReadOnlyList<string> contestants, List<double>[] ratings, int rounds, int unbounded, int unconverged)
    {
        for (var i = 0; i < contestants.Count; i++)
        {
            if (ratings[i].Count < rounds)
                yield return $"'{contestants[i]}' has so few battles that {rounds - ratings[i].Count} of {rounds} bootstrap "
                    + "rounds drew none that joins it to the others; its interval comes from the rest. Let it battle more.";
        }
        // Fewer such rounds lie beyond the quantiles and move no interval.
        if (unbounded > Tail * rounds)
            yield return $"In {unbounded} of {rounds} bootstrap rounds some contestants won all their battles with the rest, so "
                + "that the ridge alone sets an end of an interval. Let the contestants battle on more prompts.";
        if (unconverged > 0)
            yield return $"{unconverged} of {rounds} bootstrap rounds did not converge; allow more iterations.";
    }

    /// <summary>Whom battles join to the reference contestant, and into how many groups the wins fall.</summary>
    private readonly record struct Structure(bool[] JoinsReference, int MutualGroups)
    {
        public static Structure Of(int contestants, IReadOnlyList<PairWins> pairs, int reference)
        {
            var graph = new BattleGraph(contestants, pairs);
            var joins = new bool[contestants];
            foreach (var i in graph.ConnectedGroups().First(group => group.Contains(reference))) joins[i] = true;
            return new(joins, graph.MutuallyBeatingGroups().Count);
        }
    }
}
