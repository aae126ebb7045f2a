using ArenaLearning.Ratings.Numerics;
using ArenaLearning.Ratings.Pairs;


namespace ArenaLearning.Ratings.Likelihoods;

/// <summary>
/// Bradley-Terry with ties as an outcome of their own: A wins, B wins and a tie are as <c>exp(d/2) : exp(-d/2) : nu</c> with
/// d = theta_A - theta_B: R. R. Davidson, "On extending the Bradley-Terry model to accommodate ties in paired comparison
/// experiments", JASA 65 (1970). The last parameter is ln nu.
/// </summary>
internal sealed class DavidsonLikelihood : ILikelihood
{
    private readonly PairRows rows;
    private readonly double[] winsOfA, winsOfB, ties;

    /// <exception cref="ArgumentException">A score is neither a win, nor a loss, nor a tie.</exception>
    public DavidsonLikelihood(int contestants, PairRows rows)
    {
        if (rows.Scores.Any(score => score is not (0 or 0.5 or 1)))
            throw new ArgumentException(
                "Davidson's model knows wins, losses and ties only; with soft outcomes count a tie as half a win.");
        Contestants = contestants;
        this.rows = rows;
        (winsOfA, winsOfB, ties) = (new double[rows.Pairs], new double[rows.Pairs], new double[rows.Pairs]);
        Reweigh(rows.Counts);
    }

    public int Contestants { get; }

    public int Parameters => Contestants + 1;

    public ILikelihood Copy() => new DavidsonLikelihood(Contestants, rows);

    public void Reweigh(ReadOnlySpan<long> counts)
    {
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            (winsOfA[pair], winsOfB[pair], ties[pair]) = (0, 0, 0);
            for (var row = rows.FirstRow[pair]; row < rows.FirstRow[pair + 1]; row++)
                (rows.Scores[row] switch { 1 => winsOfA, 0 => winsOfB, _ => ties })[pair] += counts[row];
        }
    }

    /// <summary>P(A wins), P(B wins), P(tie), for d = theta_A - theta_B.</summary>
    public static (double A, double B, double Tie) Chances(double difference, double logNu)
    {
        var largest = Math.Max(Math.Abs(difference) / 2, logNu);
        var (a, b, tie) = (Math.Exp(difference / 2 - largest), Math.Exp(-difference / 2 - largest), Math.Exp(logNu - largest));
        var sum = a + b + tie;
        return (a / sum, b / sum, tie / sum);
    }

    public double Value(ReadOnlySpan<double> parameters)
    {
        var sum = 0.0;
        var logNu = parameters[Contestants];
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var half = (parameters[rows.A[pair]] - parameters[rows.B[pair]]) / 2;
            var largest = Math.Max(Math.Abs(half), logNu);
            var logSum = largest + Math.Log(Math.Exp(half - largest) + Math.Exp(-half - largest) + Math.Exp(logNu - largest));
            sum += winsOfA[pair] * (half - logSum) + winsOfB[pair] * (-half - logSum) + ties[pair] * (logNu - logSum);
        }
        return sum;
    }

    public void Gradient(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Clear();
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var (a, b, tie) = Chances(parameters[rows.A[pair]] - parameters[rows.B[pair]], parameters[Contestants]);
            // Observed less expected, written without differences of near numbers.
            var flow = (winsOfA[pair] * (2 * b + tie) - winsOfB[pair] * (2 * a + tie) - ties[pair] * (a - b)) / 2;
            gradient[rows.A[pair]] += flow;
            gradient[rows.B[pair]] -= flow;
            gradient[Contestants] += ties[pair] * (a + b) - (winsOfA[pair] + winsOfB[pair]) * tie;
        }
    }

    public void AddInformation(ReadOnlySpan<double> parameters, SymmetricMatrix information)
    {
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var (a, b, tie) = Chances(parameters[rows.A[pair]] - parameters[rows.B[pair]], parameters[Contestants]);
            var battles = winsOfA[pair] + winsOfB[pair] + ties[pair];
            Add(information, pair, battles * (a + b - (a - b) * (a - b)) / 4, -battles * tie * (a - b) / 2, battles * tie * (1 - tie));
        }
    }

    public void AddScoreProducts(ReadOnlySpan<double> parameters, SymmetricMatrix products)
    {
        for (var pair = 0; pair < rows.Pairs; pair++)
        {
            var (a, b, tie) = Chances(parameters[rows.A[pair]] - parameters[rows.B[pair]], parameters[Contestants]);
            foreach (var (count, half, isTie) in new[] { (winsOfA[pair], 0.5, 0.0), (winsOfB[pair], -0.5, 0.0), (ties[pair], 0.0, 1.0) })
            {
                var (byDifference, byNu) = (half - (a - b) / 2, isTie - tie);
                Add(products, pair, count * byDifference * byDifference, count * byDifference * byNu, count * byNu * byNu);
            }
        }
    }

    public void AddTo(BattleGraph graph)
    {
        for (var pair = 0; pair < rows.Pairs; pair++)
            graph.Add(rows.A[pair], rows.B[pair], winsOfA[pair] + ties[pair] > 0, winsOfB[pair] + ties[pair] > 0);
    }

    private void Add(SymmetricMatrix matrix, int pair, double ofDifference, double mixed, double ofNu)
    {
        matrix.AddDifference(rows.A[pair], rows.B[pair], ofDifference);
        matrix[Contestants, rows.A[pair]] += mixed;
        matrix[Contestants, rows.B[pair]] -= mixed;
        matrix[Contestants, Contestants] += ofNu;
    }
}
