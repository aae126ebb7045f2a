using System.Globalization;
using ArenaLearning.Arena.BattleFiles;
using ArenaLearning.Arena.Tables;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Ratings.Agreement;
using ArenaLearning.Ratings.Leaderboards;

namespace ArenaLearning.Arena.Rankings;

/// <summary>A contestant's rating in a reference; no interval where the reference has none.</summary>
internal sealed record ReferenceRating(string Contestant, double Rating, double? Lower, double? Upper);

/// <summary>Another ranking.</summary>
/// <param name="IsElo">Whether the ratings are on the Elo scale, so that they expect scores.</param>
internal sealed record Reference(IReadOnlyList<ReferenceRating> Ratings, bool IsElo);

/// <summary>Agreement of a leaderboard with a reference, as shares of 1; null where the reference does not allow a figure.</summary>
/// <param name="Pearson">Of the ratings.</param>
/// <param name="EloDistance">Root mean square, in points, after both were centred.</param>
/// <param name="ExpectedScoreError">Mean absolute difference of what both expect of a pair.</param>
internal sealed record ReferenceAgreement(
    double Spearman, double? HumanAgreement, double? Differentiation, double? Average, double? Pearson, double? EloDistance, double? ExpectedScoreError);

/// <summary>Ratings by people, from a CSV file with a column for the model, one for the rating and, if it has them, the ends of its 95% interval.</summary>
internal static class ReferenceRanking
{
    private static readonly string[] ModelNames = ["model", "contestant", "name"];
    private const string Score = "score";
    private static readonly string[] RatingNames = ["rating", "elo", Score];
    private static readonly string[] LowerNames = ["lower", "rating_q025"];
    private static readonly string[] UpperNames = ["upper", "rating_q975"];

    /// <exception cref="CommandRefusedException">The file cannot be read or lacks a column; a value is wrong.</exception>
    public static Reference Read(string path)
    {
        try
        {
            using var table = CsvTable.Open(path);
            var names = table.Columns.Select(name => name.Trim().ToLowerInvariant()).ToArray();
            var (model, rating) = (Column(path, table.Line, names, ModelNames), Column(path, table.Line, names, RatingNames));
            var (lower, upper) = (Find(names, LowerNames), Find(names, UpperNames));
            var rows = new List<ReferenceRating>();
            while (table.Next())
            {
                var (at, row) = ($"{path}:{table.Line}", table.Values);
                rows.Add(new(
                    row[model].Trim(), Number(row[rating], $"{at}: {names[rating]}"),
                    lower < 0 || upper < 0 || string.IsNullOrWhiteSpace(row[lower]) ? null : Number(row[lower], $"{at}: {names[lower]}"),
                    lower < 0 || upper < 0 || string.IsNullOrWhiteSpace(row[upper]) ? null : Number(row[upper], $"{at}: {names[upper]}")));
            }
            return new(rows, names[rating] != Score);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            throw BattleFile.Refused(path, e);
        }
    }

    /// <summary>Compares those whom both rate; who is missing on a side is said in a warning.</summary>
    /// <exception cref="CommandRefusedException">Fewer than two are in both, or the metrics refuse the ratings.</exception>
    public static (ReferenceAgreement Agreement, IReadOnlyList<string> Warnings) Compare(
        IReadOnlyList<Standing> leaderboard, Reference reference, string path)
    {
        var ours = leaderboard.Select(row => row.Contestant).ToHashSet(StringComparer.Ordinal);
        var common = reference.Ratings.Where(row => ours.Contains(row.Contestant)).ToArray();
        var names = common.Select(row => row.Contestant).ToHashSet(StringComparer.Ordinal);
        if (names.Count < 2)
            throw new CommandRefusedException(
                $"{path}: agreement needs at least two contestants that battle and are in the reference; there {(names.Count == 0 ? "is none" : "is one")}. "
                + $"The reference has {List(reference.Ratings.Select(row => row.Contestant))}; the battles have {List(ours)}. Names must be the same.");
        var warnings = new List<string>();
        if (ours.Count > names.Count)
            warnings.Add($"Not in {path}, so left out of the agreement: {List(ours.Except(names))}.");
        if (reference.Ratings.Count > common.Length)
            warnings.Add($"In {path} without a battle, so left out of the agreement: {List(reference.Ratings.Select(row => row.Contestant).Except(names))}.");
        var rated = leaderboard.Where(row => names.Contains(row.Contestant))
            .Select(row => new RatedContestant(row.Contestant, row.Elo, row.Lower, row.Upper)).ToArray();
        var hasIntervals = common.All(row => row is { Lower: not null, Upper: not null });
        if (!hasIntervals)
            warnings.Add($"{path} has no intervals (columns lower and upper): human agreement, differentiation and their average with Spearman need them.");
        if (!reference.IsElo)
            warnings.Add($"{path} has its ratings in a column {Score}, so they are not taken for Elo: distance and expected scores are unknown. "
                + "Call the column elo if they are.");
        try
        {
            var agreement = AgreementMetrics.Compare(
                rated, [.. common.Select(row => new RatedContestant(row.Contestant, row.Rating, row.Lower ?? row.Rating, row.Upper ?? row.Rating))],
                IntervalBoundary.Touching);
            var own = rated.ToDictionary(row => row.Contestant, row => row.Rating, StringComparer.Ordinal);
            var (x, y) = (common.Select(row => own[row.Contestant]).ToList(), common.Select(row => row.Rating).ToList());
            return (new(
                agreement.Spearman, hasIntervals ? agreement.HumanAgreement : null, hasIntervals ? agreement.Differentiation : null,
                hasIntervals ? agreement.Average : null, Correlation.Pearson(x, y),
                reference.IsElo ? RatingAgreement.EloDistance(x, y) : null, reference.IsElo ? RatingAgreement.ExpectedScoreError(x, y) : null), warnings);
        }
        catch (ArgumentException e)
        {
            throw new CommandRefusedException($"{path}: {e.Message}");
        }
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private static int Find(string[] names, string[] wanted) => Array.FindIndex(names, name => wanted.Contains(name));

    private static int Column(string path, int line, string[] names, string[] wanted) => Find(names, wanted) is >= 0 and var column
        ? column
        : throw new CommandRefusedException(
            $"{path}:{line}: there is no column {string.Join(" or ", wanted)}; the columns are {string.Join(", ", names)}.");

    private static double Number(string text, string at) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value : throw new CommandRefusedException($"{at} is '{text}'; write a number.");
}
