using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Numerics;
using ArenaLearning.Ratings.Pairs;

namespace ArenaLearning.Ratings.Styles;

/// <summary>
/// Contextual Bradley-Terry, <c>P(A beats B) = sigmoid(theta_A - theta_B + sum_k beta_k x_k)</c> with x the style features of
/// the battle. The last parameters are the betas.
/// </summary>
internal sealed class StyleLikelihood : ILikelihood
{
    /// <summary>Rows that are worked on at once, so that what lies between stays in the nearest cache.</summary>
    private const int Block = 1024;

    /// <summary>Its exponential is still finite.</summary>
    private const double MostLogit = 700;

    private readonly PairRows rows;
    private readonly double[][] features;
    private readonly double[] weights;
    private readonly double[] block = new double[Block];

    public StyleLikelihood(int contestants, PairRows rows, double[][] features)
    {
        Contestants = contestants;
        this.rows = rows;
        this.features = features;
        weights = new double[rows.Scores.Length];
        Reweigh(rows.Counts);
    }

    public int Contestants { get; }

    public int Parameters => Contestants + features.Length;

    public ILikelihood Copy() => new StyleLikelihood(Contestants, rows, features);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Reweigh(ReadOnlySpan<long> counts)
    {
        for (var row = 0; row < weights.Length; row++) weights[row] = counts[row];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Value(ReadOnlySpan<double> parameters)
    {
        var sum = 0.0;
        for (var (start, pair) = (0, 0); start < weights.Length; start += Block)
        {
            var logits = Logits(parameters, start, ref pair);
            // s z - ln(1 + e^z), with the logarithm taken of what is at most 2.
            for (var i = 0; i < logits.Length; i++)
            {
                var z = logits[i];
                sum += weights[start + i] * (rows.Scores[start + i] * z - Math.Max(z, 0) - Math.Log(1 + Math.Exp(-Math.Abs(z))));
            }
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gradient(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Clear();
        var (pair, ofPair) = (0, 0);
        for (var start = 0; start < weights.Length; start += Block)
        {
            var surplus = Logits(parameters, start, ref pair);
            Surplus(surplus, start);
            for (var k = 0; k < features.Length; k++)
                gradient[Contestants + k] += Dot(surplus, features[k].AsSpan(start, surplus.Length));
            for (var i = 0; i < surplus.Length;)
            {
                while (rows.FirstRow[ofPair + 1] <= start + i) ofPair++;
                var end = Math.Min(rows.FirstRow[ofPair + 1] - start, surplus.Length);
                var flow = Sum(surplus[i..end]);
                gradient[rows.A[ofPair]] += flow;
                gradient[rows.B[ofPair]] -= flow;
                i = end;
            }
        }
    }

    public void AddInformation(ReadOnlySpan<double> parameters, SymmetricMatrix information) =>
        AddProducts(parameters, information, (_, weight, chance) => weight * chance * (1 - chance));

    public void AddScoreProducts(ReadOnlySpan<double> parameters, SymmetricMatrix products) =>
        AddProducts(parameters, products, (row, weight, chance) => weight * (rows.Scores[row] - chance) * (rows.Scores[row] - chance));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(BattleGraph graph)
    {
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            bool aWins = false, bWins = false;
            for (var row = rows.FirstRow[pair]; row < rows.FirstRow[pair + 1]; row++)
            {
                if (weights[row] == 0) continue;
                aWins |= rows.Scores[row] > 0;
                bWins |= rows.Scores[row] < 1;
            }
            graph.Add(rows.A[pair], rows.B[pair], aWins, bWins);
        }
    }

    /// <summary>Adds the outer product of each row's gradient of its logit with itself, weighted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddProducts(ReadOnlySpan<double> parameters, SymmetricMatrix matrix, Func<int, double, double, double> weightOf)
    {
        var k = features.Length;
        Span<double> withFeature = stackalloc double[k];
        var logitPair = 0;
        var start = 0;
        var logits = Logits(parameters, start, ref logitPair);
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var total = 0.0;
            withFeature.Clear();
            for (var row = rows.FirstRow[pair]; row < rows.FirstRow[pair + 1]; row++)
            {
                if (row - start == Block)
                {
                    start += Block;
                    logits = Logits(parameters, start, ref logitPair);
                }
                var weight = weightOf(row, weights[row], Sigmoid.Of(logits[row - start]));
                total += weight;
                for (var i = 0; i < k; i++)
                {
                    var product = weight * features[i][row];
                    withFeature[i] += product;
                    var ofFeature = matrix.Row(Contestants + i);
                    for (var j = 0; j <= i; j++) ofFeature[Contestants + j] += product * features[j][row];
                }
            }
            matrix.AddDifference(rows.A[pair], rows.B[pair], total);
            for (var i = 0; i < k; i++)
            {
                matrix[Contestants + i, rows.A[pair]] += withFeature[i];
                matrix[Contestants + i, rows.B[pair]] -= withFeature[i];
            }
        }
    }

    /// <summary>The logits of a block of rows, in a buffer that the next call overwrites.</summary>
    /// <param name="pair">The pair of the row before; moved on to that of the last row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Span<double> Logits(ReadOnlySpan<double> parameters, int start, scoped ref int pair)
    {
        var logits = block.AsSpan(0, Math.Min(Block, weights.Length - start));
        for (var i = 0; i < logits.Length;)
        {
            while (rows.FirstRow[pair + 1] <= start + i) pair++;
            var end = Math.Min(rows.FirstRow[pair + 1] - start, logits.Length);
            logits[i..end].Fill(parameters[rows.A[pair]] - parameters[rows.B[pair]]);
            i = end;
        }
        for (var k = 0; k < features.Length; k++)
        {
            var beta = parameters[Contestants + k];
            var values = features[k].AsSpan(start, logits.Length);
            var i = 0;
            ref var to = ref MemoryMarshal.GetReference(logits);
            ref var from = ref MemoryMarshal.GetReference(values);
            for (; i <= logits.Length - 4; i += 4)
                (Vector256.LoadUnsafe(ref to, (nuint)i) + beta * Vector256.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
            for (; i < logits.Length; i++) logits[i] += beta * values[i];
        }
        return logits;
    }

    /// <summary>
    /// Turns logits into weight * (score - chance), in place; as score * P(loss) - (1 - score) * P(win), which keeps its digits
    /// where the chance is near the score.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Surplus(Span<double> logits, int start)
    {
        var scores = rows.Scores.AsSpan(start, logits.Length);
        var weight = weights.AsSpan(start, logits.Length);
        ref var z = ref MemoryMarshal.GetReference(logits);
        ref var s = ref MemoryMarshal.GetReference(scores);
        ref var w = ref MemoryMarshal.GetReference(weight);
        var i = 0;
        for (; i <= logits.Length - 4; i += 4)
        {
            var odds = Vector256.Exp(Vector256.Min(-Vector256.LoadUnsafe(ref z, (nuint)i), Vector256.Create(MostLogit)));
            var score = Vector256.LoadUnsafe(ref s, (nuint)i);
            var flow = (score * odds - (Vector256<double>.One - score)) / (Vector256<double>.One + odds);
            (Vector256.LoadUnsafe(ref w, (nuint)i) * flow).StoreUnsafe(ref z, (nuint)i);
        }
        for (; i < logits.Length; i++) logits[i] = weight[i] * (scores[i] * Sigmoid.Of(-logits[i]) - (1 - scores[i]) * Sigmoid.Of(logits[i]));
    }

    private static double Sum(ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        foreach (var value in x) sum += value;
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref var startX = ref MemoryMarshal.GetReference(x);
        ref var startY = ref MemoryMarshal.GetReference(y);
        var (sums, i) = (Vector256<double>.Zero, 0);
        for (; i <= x.Length - 4; i += 4) sums += Vector256.LoadUnsafe(ref startX, (nuint)i) * Vector256.LoadUnsafe(ref startY, (nuint)i);
        var sum = Vector256.Sum(sums);
        for (; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }
}
