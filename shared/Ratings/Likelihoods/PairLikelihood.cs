using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ArenaLearning.Ratings.Numerics;
using ArenaLearning.Ratings.Pairs;

namespace ArenaLearning.Ratings.Likelihoods;

/// <summary>
/// Bradley-Terry with a tie as half a win for both: <c>sum over battles of s ln p + (1 - s) ln (1 - p)</c> with s the score
/// of A and <c>p = 1 / (1 + exp(theta_B - theta_A))</c>. It is linear in s, so of a pair it needs the sum of the scores only.
/// </summary>
/// <remarks>
/// A command that ranks a file is over before the runtime would have optimised these loops by itself, so they ask for it.
/// </remarks>
internal sealed class PairLikelihood : ILikelihood
{
    /// <summary>Beyond this spread of the thetas, exp(theta) of the least contestants comes near underflow.</summary>
    private const double MostSpread = 600;

    private readonly PairRows rows;
    private readonly double[] winsOfA, winsOfB, squares, strengths;

    public PairLikelihood(int contestants, PairRows rows) : this(contestants, rows, reweigh: true) { }

    private PairLikelihood(int contestants, PairRows rows, bool reweigh)
    {
        Contestants = contestants;
        this.rows = rows;
        (winsOfA, winsOfB, squares) = (new double[rows.Pairs], new double[rows.Pairs], new double[rows.Pairs]);
        strengths = new double[contestants];
        if (reweigh) Reweigh(rows.Counts);
    }

    public int Contestants { get; }

    public int Parameters => Contestants;

    public ILikelihood Copy() => new PairLikelihood(Contestants, rows, reweigh: false);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Reweigh(ReadOnlySpan<long> counts)
    {
        var scores = rows.Scores;
        for (var pair = 0; pair < winsOfA.Length; pair++)
        {
            double wins = 0, losses = 0, square = 0;
            for (var row = rows.FirstRow[pair]; row < rows.FirstRow[pair + 1]; row++)
            {
                wins += counts[row] * scores[row];
                losses += counts[row] * (1 - scores[row]);
                square += counts[row] * scores[row] * scores[row];
            }
            (winsOfA[pair], winsOfB[pair], squares[pair]) = (wins, losses, square);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Value(ReadOnlySpan<double> theta)
    {
        var sum = 0.0;
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var difference = theta[rows.A[pair]] - theta[rows.B[pair]];
            sum += winsOfA[pair] * Sigmoid.Log(difference) + winsOfB[pair] * Sigmoid.Log(-difference);
        }
        return sum;
    }

    public void Gradient(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        gradient.Clear();
        if (Exponentiate(theta)) AddFlows(gradient);
        else AddFlows(theta, gradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddInformation(ReadOnlySpan<double> theta, SymmetricMatrix information)
    {
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var difference = theta[rows.A[pair]] - theta[rows.B[pair]];
            information.AddDifference(
                rows.A[pair], rows.B[pair], (winsOfA[pair] + winsOfB[pair]) * Sigmoid.Of(difference) * Sigmoid.Of(-difference));
        }
    }

    public void AddScoreProducts(ReadOnlySpan<double> theta, SymmetricMatrix products)
    {
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            // The sum of (s - p)^2 over the battles of the pair.
            var chance = Sigmoid.Of(theta[rows.A[pair]] - theta[rows.B[pair]]);
            products.AddDifference(
                rows.A[pair], rows.B[pair], squares[pair] - chance * (2 * winsOfA[pair] - (winsOfA[pair] + winsOfB[pair]) * chance));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(BattleGraph graph)
    {
        for (var pair = 0; pair < rows.Pairs; pair++)
            graph.Add(rows.A[pair], rows.B[pair], winsOfA[pair] > 0, winsOfB[pair] > 0);
    }

    private void AddFlows(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var difference = theta[rows.A[pair]] - theta[rows.B[pair]];
            var flow = winsOfA[pair] * Sigmoid.Of(-difference) - winsOfB[pair] * Sigmoid.Of(difference);
            gradient[rows.A[pair]] += flow;
            gradient[rows.B[pair]] -= flow;
        }
    }

    /// <summary>
    /// What each pair adds, from the strengths. Where a contestant met a run of others that follow one another, as each does in
    /// a full arena, four pairs at a time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddFlows(Span<double> gradient)
    {
        int[] a = rows.A, b = rows.B;
        ref var ofWinsA = ref MemoryMarshal.GetArrayDataReference(winsOfA);
        ref var ofWinsB = ref MemoryMarshal.GetArrayDataReference(winsOfB);
        ref var ofStrengths = ref MemoryMarshal.GetArrayDataReference(strengths);
        ref var ofGradient = ref MemoryMarshal.GetReference(gradient);
        for (var pair = 0; pair < a.Length;)
        {
            var own = a[pair];
            var ofA = Vector256.Create(strengths[own]);
            var sum = Vector256<double>.Zero;
            while (pair + 3 < a.Length && a[pair + 3] == own && b[pair + 3] == b[pair] + 3)
            {
                var (at, other) = ((nuint)pair, (nuint)b[pair]);
                var ofB = Vector256.LoadUnsafe(ref ofStrengths, other);
                var flows = (Vector256.LoadUnsafe(ref ofWinsA, at) * ofB - Vector256.LoadUnsafe(ref ofWinsB, at) * ofA) / (ofA + ofB);
                sum += flows;
                (Vector256.LoadUnsafe(ref ofGradient, other) - flows).StoreUnsafe(ref ofGradient, other);
                pair += 4;
            }
            gradient[own] += Vector256.Sum(sum);
            // What is left over before the next run of four, one by one.
            while (pair < a.Length && a[pair] == own && !(pair + 3 < a.Length && a[pair + 3] == own && b[pair + 3] == b[pair] + 3))
            {
                var ofOther = strengths[b[pair]];
                var flow = (winsOfA[pair] * ofOther - winsOfB[pair] * strengths[own]) / (strengths[own] + ofOther);
                gradient[own] += flow;
                gradient[b[pair]] -= flow;
                pair++;
            }
        }
    }

    /// <summary>Strengths up to a factor: an exponential for each contestant instead of one for each pair.</summary>
    /// <returns>Whether they are in the range of a double.</returns>
    private bool Exponentiate(ReadOnlySpan<double> theta)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (var t in theta) (least, most) = (Math.Min(least, t), Math.Max(most, t));
        if (!(most - least <= MostSpread)) return false;
        for (var i = 0; i < theta.Length; i++) strengths[i] = Math.Exp(theta[i] - most);
        return true;
    }
}
