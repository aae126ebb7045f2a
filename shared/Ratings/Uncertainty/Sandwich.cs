using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Models;
using ArenaLearning.Ratings.Numerics;


namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>
/// 95% intervals from the sandwich estimate of the covariance, H^-1 M H^-1 with H the information and M the sum of the
/// battles' gradients multiplied with themselves: P. J. Huber, "The behavior of maximum likelihood estimates under nonstandard
/// conditions" (1967), as Chatbot Arena has it (arXiv 2403.04132, section 5). It needs no resampling and stays right where
/// outcomes are not those of the model, soft ones and ties as half a win among them.
/// </summary>
public static class Sandwich
{
    /// <summary>The 97.5% quantile of the standard normal distribution.</summary>
    private const double NormalQuantile = 1.959963984540054;

    /// <param name="fit">The fit of <paramref name="battles"/>.</param>
    /// <param name="anchor">Who has no width; the others hold what is uncertain about their distance to it. Null: to the mean.</param>
    /// <param name="options">Those of the fit.</param>
    /// <exception cref="ArgumentException">The anchor is not among the contestants.</exception>
    public static RatingIntervals Intervals(
        BattleSet battles, BradleyTerryFit fit, Anchor? anchor, BradleyTerryOptions? options = null)
    {
        options ??= BradleyTerryOptions.Default;
        var ratings = fit.Ratings(anchor);
        var deviations = Deviations(battles.Likelihood(options.Ties), fit, anchor, options);
        return new(
            [.. ratings.Zip(deviations, (rating, deviation) => new RatingInterval(
                rating - NormalQuantile * deviation, rating + NormalQuantile * deviation))],
            fit.Warnings.Count == 0 ? [] : ["A sandwich interval holds near a maximum of the likelihood that the battles determine; these do "
                + "not, see above. Let the contestants battle more, or take --interval bootstrap."]);
    }

    /// <summary>Standard deviations in Elo points, of the distance to the anchor or to the mean.</summary>
    private static IEnumerable<double> Deviations(ILikelihood likelihood, BradleyTerryFit fit, Anchor? anchor, BradleyTerryOptions options)
    {
        var point = fit.Parameters();
        var products = new SymmetricMatrix(likelihood.Parameters);
        likelihood.AddScoreProducts(point, products);
        var bread = new Cholesky(Newton.Information(likelihood, point, options.Ridge));
        var reference = anchor is null ? -1 : fit.IndexOf(anchor);
        var contrast = new double[likelihood.Parameters];
        for (var i = 0; i < likelihood.Contestants; i++)
        {
            // The variance of c'x is (H^-1 c)' M (H^-1 c).
            Array.Clear(contrast);
            contrast[i] = 1;
            if (reference >= 0) contrast[reference] -= 1;
            else for (var j = 0; j < likelihood.Contestants; j++) contrast[j] -= 1.0 / likelihood.Contestants;
            bread.Solve(contrast);
            yield return Math.Sqrt(Math.Max(0, Quadratic(products, contrast))) * EloScale.PointsPerLogStrength;
        }
    }

    private static double Quadratic(SymmetricMatrix matrix, double[] x)
    {
        var sum = 0.0;
        for (var row = 0; row < x.Length; row++)
        {
            var ofRow = matrix.Row(row);
            var inner = 0.0;
            for (var column = 0; column < row; column++) inner += ofRow[column] * x[column];
            sum += x[row] * (2 * inner + ofRow[row] * x[row]);
        }
        return sum;
    }
}
