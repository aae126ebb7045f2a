using ArenaLearning.Api.V1;
using ArenaLearning.Hosting.Api;
using ArenaLearning.Ranking.Boards;
using ArenaLearning.Ratings.Agreement;

namespace ArenaLearning.Ranking.Api;

/// <summary>How far a board agrees with a reference, as <c>arena rank --reference</c> has it.</summary>
internal static class ReferenceAgreements
{
    private const string Field = "reference";

    /// <summary>Contestants of a reference: more than that is no leaderboard.</summary>
    private const int MostRatings = 10_000;

    /// <exception cref="Grpc.Core.RpcException">The reference has a rating that is none, or too few contestants of the board.</exception>
    public static Agreement Of(Board board, IReadOnlyList<ReferenceRating> reference, bool isElo)
    {
        Check(reference);
        var common = reference.Where(row => board.Find(row.Contestant) is not null).ToList();
        if (common.Count < 2)
            throw Refusal.Invalid(Field,
                $"needs at least two contestants that are on the leaderboard; there {(common.Count == 0 ? "is none" : "is one")}. "
                + $"It has {List(reference.Select(row => row.Contestant))}; the leaderboard has {List(board.Rows.Select(row => row.Contestant))}. "
                + "Names must be the same");
        var own = common.ConvertAll(row => board.Find(row.Contestant)!);
        var (x, y) = (own.ConvertAll(row => row.Elo), common.ConvertAll(row => row.Rating));
        var agreement = new Agreement { Summary = board.Summary, Contestants = common.Count, Spearman = AgreementMetrics.Spearman(x, y) };
        if (RatingAgreement.Pairwise(x, y) is { } pairwise) agreement.Pairwise = pairwise;
        if (Correlation.Pearson(x, y) is { } pearson) agreement.Pearson = pearson;
        if (isElo)
            (agreement.EloDistance, agreement.ExpectedScoreError) = (RatingAgreement.EloDistance(x, y), RatingAgreement.ExpectedScoreError(x, y));
        if (common.TrueForAll(row => row is { HasLower: true, HasUpper: true })) AddIntervals(agreement, own, common);
        else agreement.Warnings.Add("Not every contestant of the reference has an interval, which human_agreement, differentiation and average need.");
        AddMissing("Not in the reference, so left out", board.Rows.Select(row => row.Contestant).Except(common.Select(row => row.Contestant)));
        AddMissing("Not on the leaderboard, so left out", reference.Select(row => row.Contestant).Except(common.Select(row => row.Contestant)));
        return agreement;

        void AddMissing(string what, IEnumerable<string> names)
        {
            if (names.ToList() is { Count: > 0 } missing) agreement.Warnings.Add($"{what}: {List(missing)}.");
        }
    }

    private static void AddIntervals(Agreement agreement, List<LeaderboardRow> own, List<ReferenceRating> reference)
    {
        try
        {
            var compared = AgreementMetrics.Compare(
                own.ConvertAll(row => new RatedContestant(row.Contestant, row.Elo, row.EloLower, row.EloUpper)),
                reference.ConvertAll(row => new RatedContestant(row.Contestant, row.Rating, row.Lower, row.Upper)), IntervalBoundary.Touching);
            (agreement.HumanAgreement, agreement.Differentiation, agreement.Average) = (compared.HumanAgreement, compared.Differentiation, compared.Average);
        }
        catch (ArgumentException e)
        {
            agreement.Warnings.Add(e.Message);
        }
    }

    private static void Check(IReadOnlyList<ReferenceRating> reference)
    {
        if (reference.Count > MostRatings) throw Refusal.Invalid(Field, $"has {reference.Count} contestants; give at most {MostRatings}");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var violations = new List<(string, string)>();
        for (var i = 0; i < reference.Count; i++)
        {
            var row = reference[i];
            if (row.Contestant.Length == 0) violations.Add(($"{Field}[{i}].contestant", "is missing"));
            else if (!names.Add(row.Contestant)) violations.Add(($"{Field}[{i}].contestant", $"{row.Contestant} stands there twice: rate it once"));
            if (!double.IsFinite(row.Rating)) violations.Add(($"{Field}[{i}].rating", "must be a finite number"));
            if (row.HasLower != row.HasUpper) violations.Add(($"{Field}[{i}]", "has one end of an interval: give lower and upper, or neither"));
            else if (row.HasLower && !(row.Lower <= row.Upper)) violations.Add(($"{Field}[{i}]", "has an interval whose lower end is not below its upper end"));
        }
        if (violations.Count > 0) throw Refusal.Invalid(violations);
    }

    private static string List(IEnumerable<string> names)
    {
        const int Most = 20;
        var sorted = names.Order(StringComparer.Ordinal).ToList();
        return string.Join(", ", sorted.Take(Most)) + (sorted.Count > Most ? $" and {sorted.Count - Most} more" : "");
    }
}
