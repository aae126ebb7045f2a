using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Numerics;


namespace ArenaLearning.Ratings.Models;

/// <summary>Where a solver stopped.</summary>
/// <param name="Point">The parameters; the log-strengths among them have mean 0.</param>
internal sealed record Optimum(double[] Point, bool Converged, int Iterations, double GradientNorm);

/// <summary>
/// Newton's method on <c>log-likelihood - ridge/2 sum_i x_i^2</c>. The likelihood does not change when all log-strengths
/// move together, so its gradient sums to zero over contestants: they keep their mean of zero, and so does each group
/// that no battle joins to the rest.
/// </summary>
internal static class Newton
{
    /// <param name="start">Parameters to start from, log-strengths with mean 0.</param>
    public static Optimum Maximise(ILikelihood likelihood, double[] start, BradleyTerryOptions options)
    {
        var (point, step) = (start, new double[start.Length]);
        var value = Objective(likelihood, point, options.Ridge);
        var converged = false;
        var iterations = 0;
        while (!converged && iterations < options.MaxIterations)
        {
            iterations++;
            Gradient(likelihood, point, options.Ridge, step);
            new Cholesky(Information(likelihood, point, options.Ridge)).Solve(step);
            (point, value) = Ascend(likelihood, point, value, step, options.Ridge);
            converged = LargestAbsolute(step) <= options.Tolerance;
        }
        return At(likelihood, point, converged, iterations, options.Ridge);
    }

    public static Optimum At(ILikelihood likelihood, double[] point, bool converged, int iterations, double ridge)
    {
        var gradient = new double[point.Length];
        Gradient(likelihood, point, ridge, gradient);
        return new(point, converged, iterations, LargestAbsolute(gradient));
    }

    public static void Gradient(ILikelihood likelihood, double[] point, double ridge, double[] gradient)
    {
        likelihood.Gradient(point, gradient);
        for (var i = 0; i < point.Length; i++) gradient[i] -= ridge * point[i];
    }

    /// <summary>
    /// The negative Hessian. The direction in which all log-strengths move together has no curvature but the ridge's and is
    /// given a weight of its own; no step uses it, as the gradient has no part in it.
    /// </summary>
    public static SymmetricMatrix Information(ILikelihood likelihood, double[] point, double ridge)
    {
        var information = new SymmetricMatrix(likelihood.Parameters);
        likelihood.AddInformation(point, information);
        var n = likelihood.Contestants;
        var trace = 0.0;
        for (var i = 0; i < n; i++) trace += information[i, i];
        var weight = (ridge + trace / 2) / n / n;
        for (var row = 0; row < n; row++)
        {
            foreach (ref var value in information.Row(row)) value += weight;
        }
        for (var i = 0; i < likelihood.Parameters; i++) information[i, i] += ridge;
        return information;
    }

    public static double LargestAbsolute(double[] vector)
    {
        var largest = 0.0;
        foreach (var value in vector) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    public static void Centre(Span<double> logStrengths)
    {
        var mean = 0.0;
        foreach (var theta in logStrengths) mean += theta;
        mean /= logStrengths.Length;
        foreach (ref var theta in logStrengths) theta -= mean;
    }

    /// <summary>
    /// Takes the step, halved until the objective does not fall by more than its rounding; far from the maximum a full
    /// step may overshoot.
    /// </summary>
    private static (double[] Point, double Value) Ascend(
        ILikelihood likelihood, double[] point, double value, double[] step, double ridge)
    {
        var rounding = 1e-12 * Math.Abs(value);
        for (var scale = 1.0; scale > 1e-9; scale /= 2)
        {
            var next = new double[point.Length];
            for (var i = 0; i < next.Length; i++) next[i] = point[i] + scale * step[i];
            Centre(next.AsSpan(0, likelihood.Contestants));
            var nextValue = Objective(likelihood, next, ridge);
            if (nextValue >= value - rounding) return (next, nextValue);
        }
        return (point, value);
    }

    private static double Objective(ILikelihood likelihood, double[] point, double ridge)
    {
        var sum = likelihood.Value(point);
        foreach (var x in point) sum -= ridge / 2 * x * x;
        return sum;
    }
}
