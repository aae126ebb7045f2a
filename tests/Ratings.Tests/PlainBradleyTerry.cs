using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Ratings.Tests;

/// <summary>
/// Bradley-Terry as the textbook has it, to hold the fast one against: one row of counts after the other, a dense Hessian and
/// Gaussian elimination. Nothing of it is shared with the library.
/// </summary>
internal static class PlainBradleyTerry
{
    /// <returns>Ratings with the mean 1000, by contestant in ordinal order.</returns>
    public static double[] Ratings(IReadOnlyList<string> contestants, IEnumerable<OutcomeCount> battles, double ridge = 1e-6)
    {
        var index = contestants.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        var rows = battles.Where(row => row.Count > 0).Select(row => (A: index[row.A], B: index[row.B], row.ScoreOfA, row.Count)).ToArray();
        var n = contestants.Count;
        var theta = new double[n];
        for (var iteration = 0; iteration < 50; iteration++)
        {
            var system = new double[n, n + 1];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++) system[i, j] = 1;
                system[i, i] += ridge;
                system[i, n] = -ridge * theta[i];
            }
            foreach (var (a, b, score, count) in rows)
            {
                var chance = 1 / (1 + Math.Exp(theta[b] - theta[a]));
                var weight = count * chance * (1 - chance);
                system[a, a] += weight;
                system[b, b] += weight;
                system[a, b] -= weight;
                system[b, a] -= weight;
                system[a, n] += count * (score - chance);
                system[b, n] -= count * (score - chance);
            }
            var step = Eliminate(system, n);
            for (var i = 0; i < n; i++) theta[i] += step[i];
            if (step.Max(Math.Abs) < 1e-12) break;
        }
        var mean = theta.Average();
        return [.. theta.Select(t => 1000 + (t - mean) * 400 / Math.Log(10))];
    }

    private static double[] Eliminate(double[,] system, int n)
    {
        for (var pivot = 0; pivot < n; pivot++)
        {
            for (var row = pivot + 1; row < n; row++)
            {
                var factor = system[row, pivot] / system[pivot, pivot];
                for (var column = pivot; column <= n; column++) system[row, column] -= factor * system[pivot, column];
            }
        }
        var x = new double[n];
        for (var row = n - 1; row >= 0; row--)
        {
            var sum = system[row, n];
            for (var column = row + 1; column < n; column++) sum -= system[row, column] * x[column];
            x[row] = sum / system[row, row];
        }
        return x;
    }
}
