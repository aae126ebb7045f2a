using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Pairs;


namespace ArenaLearning.Ratings.Styles;

/// <summary>
/// Battles with the style of both answers: ratings fitted to them are those that contestants would have if all wrote in one
/// style (contextual Bradley-Terry). Rows are in a fixed order, so that nothing depends on the order in which they came.
/// </summary>
public sealed class StyledBattles : BattleSet
{
    private readonly PairRows rows;
    private readonly double[][] features;

    private readonly StyleKinds kinds;

    private StyledBattles(string[] contestants, PairRows rows, double[][] features, StyleKinds kinds)
    {
        Contestants = contestants;
        this.rows = rows;
        this.features = features;
        this.kinds = kinds;
        BattleCount = rows.Counts.Sum();
    }

    public override IReadOnlyList<string> Contestants { get; }

    public override long BattleCount { get; }

    internal override long[] Counts => rows.Counts;

    public override IReadOnlyList<long> BattlesByContestant() => rows.BattlesByContestant(Contestants.Count);

    public override IReadOnlyList<PairWinRate> WinRates() => rows.WinRates(Contestants);

    internal override ILikelihood Likelihood(TiesModel ties) => ties == TiesModel.Half
        ? new StyleLikelihood(Contestants.Count, rows, features)
        : throw new ArgumentException("Style control counts a tie as half a win; leave the ties model out.");

    internal override IReadOnlyList<string> ExtraNames(TiesModel ties) => StyleFeatures.Names(kinds);

    /// <summary>Collects battles.</summary>
    /// <param name="kinds">What of the style is controlled.</param>
    public sealed class Builder(StyleKinds kinds = StyleKinds.All)
    {
        private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        private readonly List<Row> collected = [];

        /// <exception cref="ArgumentException">The battle or a style is none.</exception>
        public void Add(Battle battle, AnswerStyle a, AnswerStyle b)
        {
            BattleCheck.Validate(battle);
            Check(a, battle.A);
            Check(b, battle.B);
            var swapped = string.CompareOrdinal(battle.A, battle.B) > 0;
            if (swapped) (battle, a, b) = (battle.Swapped(), b, a);
            var (length, headers, lists, bolds) = StyleFeatures.Of(a, b);
            collected.Add(new(Number(battle.A), Number(battle.B), battle.ScoreOfA, length, headers, lists, bolds));
        }

        public StyledBattles Build()
        {
            string[] contestants = [.. numbers.Keys.Order(StringComparer.Ordinal)];
            var index = new int[contestants.Length];
            for (var i = 0; i < contestants.Length; i++) index[numbers[contestants[i]]] = i;
            var sorted = collected.Select(row => row with { A = index[row.A], B = index[row.B] }).ToArray();
            Array.Sort(sorted);
            var builder = new PairRowsBuilder();
            foreach (var row in sorted) builder.Add(row.A, row.B, row.Score, 1);
            Func<Row, double>[] length = [row => row.Length], markdown = [row => row.Headers, row => row.Lists, row => row.Bolds];
            return new(
                contestants, builder.Build(),
                [
                    .. (kinds.HasFlag(StyleKinds.Length) ? length : []).Concat(kinds.HasFlag(StyleKinds.Markdown) ? markdown : [])
                        .Select(feature => Scaled(sorted, feature)),
                ],
                kinds);
        }

        private int Number(string contestant)
        {
            if (!numbers.TryGetValue(contestant, out var number)) numbers.Add(contestant, number = numbers.Count);
            return number;
        }

        private static void Check(AnswerStyle style, string contestant)
        {
            foreach (var count in new[] { style.Length, style.Headers, style.Lists, style.Bolds })
            {
                if (!(count >= 0) || double.IsInfinity(count))
                    throw new ArgumentException($"The style of '{contestant}' has a count of {count}; counts are 0 or more.", nameof(style));
            }
        }

        /// <summary>Divided by the root mean square; a feature that is 0 everywhere stays so.</summary>
        private static double[] Scaled(Row[] rows, Func<Row, double> feature)
        {
            var values = rows.Select(feature).ToArray();
            var squares = 0.0;
            foreach (var value in values) squares += value * value;
            var root = Math.Sqrt(squares / Math.Max(1, values.Length));
            if (root > 0) for (var i = 0; i < values.Length; i++) values[i] /= root;
            return values;
        }
    }

    private readonly record struct Row(
        int A, int B, double Score, double Length, double Headers, double Lists, double Bolds) : IComparable<Row>
    {
        public int CompareTo(Row other)
        {
            if (A != other.A) return A.CompareTo(other.A);
            if (B != other.B) return B.CompareTo(other.B);
            if (Score != other.Score) return Score.CompareTo(other.Score);
            if (Length != other.Length) return Length.CompareTo(other.Length);
            if (Headers != other.Headers) return Headers.CompareTo(other.Headers);
            return Lists != other.Lists ? Lists.CompareTo(other.Lists) : Bolds.CompareTo(other.Bolds);
        }
    }
}
