using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Numerics;


namespace ArenaLearning.Ratings.Models;

/// <summary>
/// Newton's method with the curvature of another, similar likelihood (the chord method: C. T. Kelley, "Iterative Methods for
/// Linear and Nonlinear Equations", SIAM 1995, section 5.4). A bootstrap round is so near to the battles that it was drawn from
/// that a few such steps, each without a factorisation, reach its maximum; where they do not shrink, Newton's own go on.
/// </summary>
internal static class Chord
{
    /// <summary>
    /// Largest last step. While each step is at most half of the one before, the error left is no larger than the last, so
    /// that ratings are right to 2e-9 Elo.
    /// </summary>
    private const double Tolerance = 1e-11;

    private const double MostRatio = 0.5;
    private const int MostSteps = 40;

    /// <param name="start">Where the curvature was taken; left as it is.</param>
    public static Optimum Maximise(ILikelihood likelihood, double[] start, Cholesky curvature, BradleyTerryOptions options)
    {
        var point = start.ToArray();
        var step = new double[point.Length];
        var last = double.PositiveInfinity;
        var iterations = 0;
        while (iterations < Math.Min(MostSteps, options.MaxIterations))
        {
            Newton.Gradient(likelihood, point, options.Ridge, step);
            curvature.Solve(step);
            var size = Newton.LargestAbsolute(step);
            if (!(size <= MostRatio * last)) break;
            iterations++;
            last = size;
            for (var i = 0; i < point.Length; i++) point[i] += step[i];
            Newton.Centre(point.AsSpan(0, likelihood.Contestants));
            if (size <= Tolerance) return Newton.At(likelihood, point, converged: true, iterations, options.Ridge);
        }
        if (iterations >= options.MaxIterations) return Newton.At(likelihood, point, converged: false, iterations, options.Ridge);
        var rest = Newton.Maximise(likelihood, point, options with { MaxIterations = options.MaxIterations - iterations });
        return rest with { Iterations = rest.Iterations + iterations };
    }
}
