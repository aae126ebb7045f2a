using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Ratings.Models;

/// <summary>
/// Maximum likelihood of the Bradley-Terry model, P(i beats j) = 1 / (1 + exp(theta_j - theta_i)), a tie as half a win
/// for both: R. A. Bradley and M. E. Terry, "Rank analysis of incomplete block designs", Biometrika 39 (1952); on the
/// Elo scale as in Chatbot Arena, arXiv 2403.04132, section 4, and in Arena Learning, arXiv 2407.10627.
/// </summary>
/// <remarks>
/// Newton's method on the concave penalised log-likelihood
/// <c>sum_ij w_ij ln sigma(theta_i - theta_j) - ridge/2 sum_i theta_i^2</c>, with w_ij the wins of i over j. The gradient
/// sums to zero over contestants, so theta keeps its mean of zero, and so does each group that no battle joins to the rest.
/// </remarks>
public static class BradleyTerry
{
    /// <exception cref="ArgumentException">There is no battle; an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The likelihood has no finite maximum and the ridge is 0.</exception>
    public static BradleyTerryFit Fit(BattleTable battles, BradleyTerryOptions? options = null)
    {
        options ??= BradleyTerryOptions.Default;
        Check(battles, options);
        var pairs = battles.Pairs(battles.Counts);
        var warnings = UndeterminedIn(battles.Contestants, new BattleGraph(battles.Contestants.Count, pairs));
        if (options.Ridge == 0 && warnings.Count > 0)
            throw new InvalidOperationException(
                $"Without a ridge these battles have no ratings. {warnings[0]} Or fit with a ridge above 0.");

        var optimum = Maximise(pairs, new double[battles.Contestants.Count], options);
        if (!optimum.Converged)
            warnings.Add(
                $"The ratings did not converge in {optimum.Iterations} Newton steps (gradient {optimum.GradientNorm:G2}); "
                + "allow more iterations.");
        return new(
            battles.Contestants, optimum.Theta, optimum.Converged, optimum.Iterations, optimum.GradientNorm, warnings);
    }

    /// <param name="start">Log-strengths to start from, with mean 0.</param>
    internal static Optimum Maximise(IReadOnlyList<PairWins> pairs, double[] start, BradleyTerryOptions options)
    {
        var theta = start;
        var value = Objective(pairs, theta, options.Ridge);
        var converged = false;
        var iterations = 0;
        while (!converged && iterations < options.MaxIterations)
        {
            iterations++;
            var step = Cholesky.Solve(Information(pairs, theta, options.Ridge), Gradient(pairs, theta, options.Ridge));
            (theta, value) = Ascend(pairs, theta, value, step, options.Ridge);
            converged = LargestAbsolute(step) <= options.Tolerance;
        }
        return new(theta, converged, iterations, LargestAbsolute(Gradient(pairs, theta, options.Ridge)));
    }

    /// <summary>
    /// Takes the step, halved until the objective does not fall by more than its rounding; far from the maximum a full
    /// step may overshoot.
    /// </summary>
    private static (double[] Theta, double Value) Ascend(
        IReadOnlyList<PairWins> pairs, double[] theta, double value, double[] step, double ridge)
    {
        var rounding = 1e-12 * Math.Abs(value);
        for (var scale = 1.0; scale > 1e-9; scale /= 2)
        {
            var next = Centred([.. theta.Zip(step, (t, s) => t + scale * s)]);
            var nextValue = Objective(pairs, next, ridge);
            if (nextValue >= value - rounding) return (next, nextValue);
        }
        return (theta, value);
    }

    private static double Objective(IReadOnlyList<PairWins> pairs, double[] theta, double ridge)
    {
        var sum = 0.0;
        foreach (var pair in pairs)
        {
            var difference = theta[pair.A] - theta[pair.B];
            sum += pair.WinsOfA * LogSigmoid(difference) + pair.WinsOfB * LogSigmoid(-difference);
        }
        foreach (var t in theta) sum -= ridge / 2 * t * t;
        return sum;
    }

    private static double[] Gradient(IReadOnlyList<PairWins> pairs, double[] theta, double ridge)
    {
        var gradient = new double[theta.Length];
        foreach (var pair in pairs)
        {
            var difference = theta[pair.A] - theta[pair.B];
            var flow = pair.WinsOfA * Sigmoid(-difference) - pair.WinsOfB * Sigmoid(difference);
            gradient[pair.A] += flow;
            gradient[pair.B] -= flow;
        }
        for (var i = 0; i < theta.Length; i++) gradient[i] -= ridge * theta[i];
        return gradient;
    }

    /// <summary>
    /// The negative Hessian, n x n. The likelihood does not change when all thetas move together, so that direction is
    /// given a weight of its own; the step never uses it, as the gradient has no part in it.
    /// </summary>
    private static double[,] Information(IReadOnlyList<PairWins> pairs, double[] theta, double ridge)
    {
        var n = theta.Length;
        var information = new double[n, n];
        var total = ridge;
        foreach (var pair in pairs)
        {
            var difference = theta[pair.A] - theta[pair.B];
            var weight = (pair.WinsOfA + pair.WinsOfB) * Sigmoid(difference) * Sigmoid(-difference);
            total += weight;
            information[pair.A, pair.A] += weight;
            information[pair.B, pair.B] += weight;
            information[pair.A, pair.B] -= weight;
            information[pair.B, pair.A] -= weight;
        }
        for (var i = 0; i < n; i++)
        {
            information[i, i] += ridge;
            for (var j = 0; j < n; j++) information[i, j] += total / n / n;
        }
        return information;
    }

    private static double[] Centred(double[] theta)
    {
        var mean = theta.Average();
        return [.. theta.Select(t => t - mean)];
    }

    private static double LargestAbsolute(double[] vector) => vector.Max(Math.Abs);

    private static double Sigmoid(double x) =>
        x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    private static double LogSigmoid(double x) =>
        x >= 0 ? -Log1p(Math.Exp(-x)) : x - Log1p(Math.Exp(x));

    /// <summary>ln(1 + x) without losing small x: W. Kahan's correction, as in Goldberg (1991), theorem 4.</summary>
    private static double Log1p(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }

    private static List<string> UndeterminedIn(IReadOnlyList<string> contestants, BattleGraph graph)
    {
        var connected = graph.ConnectedGroups();
        if (connected.Count > 1)
            return [$"No battle joins the groups {Names(contestants, connected)}: ratings compare within a group only. "
                + "Let contestants of different groups battle."];
        var mutual = graph.MutuallyBeatingGroups();
        if (mutual.Count > 1)
            return [$"Between the groups {Names(contestants, mutual)} all wins go one way: how far apart they are is "
                + "unbounded, and the ridge alone keeps the ratings finite. Let them battle on more prompts."];
        return [];
    }

    private static string Names(IReadOnlyList<string> contestants, IReadOnlyList<IReadOnlyList<int>> groups) =>
        string.Join(" | ", groups.Select(group => string.Join(", ", group.Select(i => contestants[i]))));

    private static void Check(BattleTable battles, BradleyTerryOptions options)
    {
        if (battles.BattleCount == 0)
            throw new ArgumentException("There is no battle to rate; give at least one.", nameof(battles));
        if (!(options.Ridge >= 0) || double.IsInfinity(options.Ridge))
            throw new ArgumentOutOfRangeException(
                nameof(options), options.Ridge, "The ridge of Bradley-Terry must be 0 or a small positive number.");
        if (options.MaxIterations < 1)
            throw new ArgumentOutOfRangeException(
                nameof(options), options.MaxIterations, "Bradley-Terry needs at least one iteration.");
        if (!(options.Tolerance > 0))
            throw new ArgumentOutOfRangeException(
                nameof(options), options.Tolerance, "The tolerance of Bradley-Terry must be positive.");
    }
}

/// <summary>Where Newton's method stopped.</summary>
internal sealed record Optimum(double[] Theta, bool Converged, int Iterations, double GradientNorm);
