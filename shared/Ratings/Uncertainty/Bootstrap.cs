using ArenaLearning.Randomness;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Models;
using ArenaLearning.Ratings.Numerics;
using ArenaLearning.Ratings.Pairs;

namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>
/// 95% intervals of Bradley-Terry ratings by the percentile bootstrap, as Chatbot Arena has them (arXiv 2403.04132) and
/// Arena Learning after it: each round draws as many battles as there are, with replacement, and fits them again.
/// </summary>
public static class Bootstrap
{
    public const int DefaultRounds = 100;
    internal const double Tail = 0.025;

    /// <summary>
    /// The 2.5% and 97.5% quantiles over the rounds. They stand beside the rating that was fitted to the battles
    /// themselves; a median of rounds would make the rating depend on the seed. Rounds run on all processors, each with draws
    /// of its own, so that the intervals do not depend on how many there are.
    /// </summary>
    /// <param name="fit">The fit of <paramref name="battles"/>.</param>
    /// <param name="anchor">
    /// Who is fixed in every round; its own interval has no width, and the others hold what is uncertain about their
    /// distance to it. Null keeps the mean of all at <see cref="EloScale.Initial"/>.
    /// </param>
    /// <param name="options">Those of the fit.</param>
    /// <exception cref="ArgumentException">Fewer than one round; the anchor is not among the contestants.</exception>
    public static RatingIntervals Intervals(
        BattleSet battles, BradleyTerryFit fit, Anchor? anchor, long seed, int rounds = DefaultRounds,
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
        var likelihood = battles.Likelihood(options.Ties);
        var whole = Structure.Of(likelihood, new(point.Count), reference);
        var start = fit.Parameters();
        var curvature = new Cholesky(Newton.Information(likelihood, start, options.Ridge));
        var multinomial = new Multinomial(battles.Counts);

        var results = new Round[rounds];
        Parallel.For(
            0, rounds,
            () => new Scratch(likelihood.Copy(), new(point.Count), new long[battles.Counts.Length]),
            (round, _, scratch) =>
            {
                multinomial.Resample(SplitMix64.Stream(seed, round), scratch.Counts);
                scratch.Likelihood.Reweigh(scratch.Counts);
                scratch.Graph.Clear();
                var structure = Structure.Of(scratch.Likelihood, scratch.Graph, reference);
                var optimum = Chord.Maximise(scratch.Likelihood, start, curvature, options);
                var rated = (fit with { LogStrengths = optimum.Point[..point.Count] }).Ratings(anchor);
                results[round] = new(rated, structure, optimum.Converged);
                return scratch;
            },
            _ => { });

        // A round in which no battle joins a contestant to the reference says nothing about their distance.
        var ratings = point.Select((_, i) => results
            .Where(round => round.Structure.JoinsReference[i] || !whole.JoinsReference[i])
            .Select(round => round.Ratings[i]).ToList()).ToArray();
        return new(
            [.. ratings.Select((values, i) => IntervalOf(values, point[i]))],
            [.. Warnings(
                fit.Contestants, ratings, rounds, results.Count(round => round.Structure.MutualGroups > whole.MutualGroups),
                results.Count(round => !round.Converged))]);
    }

    internal static RatingInterval IntervalOf(List<double> values, double point)
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

    /// <summary>What a thread works with, round after round.</summary>
    private sealed record Scratch(ILikelihood Likelihood, BattleGraph Graph, long[] Counts);

    private sealed record Round(IReadOnlyList<double> Ratings, Structure Structure, bool Converged);

    /// <summary>Whom battles join to the reference contestant, and into how many groups the wins fall.</summary>
    private readonly record struct Structure(bool[] JoinsReference, int MutualGroups)
    {
        public static Structure Of(ILikelihood likelihood, BattleGraph graph, int reference)
        {
            likelihood.AddTo(graph);
            var joins = new bool[likelihood.Contestants];
            foreach (var i in graph.ConnectedGroups().First(group => group.Contains(reference))) joins[i] = true;
            return new(joins, graph.MutuallyBeatingGroups().Count);
        }
    }
}
