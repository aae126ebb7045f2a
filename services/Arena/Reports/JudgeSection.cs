using ArenaLearning.Contracts.Messages;
using ArenaLearning.Ratings.Judges;

namespace ArenaLearning.Arena.Reports;

/// <summary>The judge's card, beside those of its jury's members and of the judge that it is compared with.</summary>
internal static class JudgeSection
{
    /// <param name="comparedWith">The judge that ranked <paramref name="compared"/>; null for none.</param>
    /// <param name="compared">Leaderboard of the same battles by that judge; empty for none.</param>
    public static Section Render(IReadOnlyList<JudgeCard> cards, string? comparedWith, IReadOnlyList<LeaderboardRow> compared)
    {
        Column[] columns = [new("Figure"), .. cards.Select(card => new Column(card.Judge))];
        return new("judge", "Judge card", Html.Of($"""
            <p>What the judge did with {Figures.Count(cards.Count == 0 ? 0 : cards[0].Battles)} battles. Longer answers, or those of the judge's own
            family of models, may be better: a preference is no proof of bias. A flip is a battle whose two games, with positions swapped, name
            different winners; without a bias the answer shown first wins half of the games.</p>
            {HtmlTable.Render("Rates with their standard errors, in percent", columns, Rows(cards))}
            {(compared.Count == 0 ? Html.Empty : HtmlTable.Render($"The same battles, ranked by {comparedWith}",
                [new("Contestant"), new("Rank"), new("Elo"), new("95% interval")],
                compared.Select(IReadOnlyList<Html> (row) =>
                    [Html.Text(row.Contestant), Html.Of($"{row.Rank}"), Html.Text(Figures.Elo(row.Elo)), Html.Text(Figures.Interval(row.Lower, row.Upper))])))}
            """));
    }

    private static IEnumerable<IReadOnlyList<Html>> Rows(IReadOnlyList<JudgeCard> cards)
    {
        yield return Row("family", card => card.Family ?? Figures.None);
        yield return Row("battles with a verdict", card => Figures.Count(card.Verdicts));
        yield return Row("without one", card => Figures.Count(card.Failed));
        foreach (var name in cards.SelectMany(card => card.Failures.Keys).Distinct().Order(StringComparer.Ordinal))
            yield return Row($"failed: {name}", card => Rate(card.Failures.GetValueOrDefault(name)));
        foreach (var name in cards.SelectMany(card => card.ReplyFailures.Keys).Distinct().Order(StringComparer.Ordinal))
            yield return Row($"replies: {name}", card => Rate(card.ReplyFailures.GetValueOrDefault(name)));
        yield return Row("ties", card => Rate(card.Ties));
        yield return Row("flips", card => Rate(card.Flips));
        yield return Row("shown first wins", card => Rate(card.FirstWins));
        yield return Row("longer wins", card => Rate(card.LongerWins));
        yield return Row("more list items win", card => Rate(card.ListsWin));
        if (cards.Any(card => card.OwnFamily is not null))
        {
            yield return Row("own family wins", card => Rate(card.OwnFamily?.Wins));
            yield return Row("own family, excess", card => card.OwnFamily?.Excess is { } excess ? Figures.Points(excess) : Figures.None);
        }
        if (cards.Any(card => card.Agreement is not null))
        {
            yield return Row("compared with", card => card.Agreement?.With ?? Figures.None);
            yield return Row("same verdict", card => Share(card.Agreement?.Raw));
            yield return Row("Cohen's kappa", card => card.Agreement?.Kappa is { } kappa ? FormattableString.Invariant($"{kappa:0.00}") : Figures.None);
            yield return Row("same winner if both name one", card => Rate(card.Agreement?.Decided));
            yield return Row("Spearman of the leaderboards", card => Share(card.Agreement?.Spearman));
            yield return Row("agreement at 95%", card => Share(card.Agreement?.HumanAgreement));
            yield return Row("differentiation at 95%", card => Share(card.Agreement?.Differentiation));
        }
        yield return Row("US dollars", card => FormattableString.Invariant($"{card.Spending.CostUsd:0.0000}"));
        yield return Row("seconds a reply", card => card.Spending.LatencySeconds is { } seconds
            ? FormattableString.Invariant($"{seconds:0.00}") : Figures.None);

        IReadOnlyList<Html> Row(string name, Func<JudgeCard, string> value) => [Html.Text(name), .. cards.Select(card => Html.Text(value(card)))];
    }

    private static string Rate(CardRate? rate) =>
        rate is null ? Figures.None : FormattableString.Invariant($"{100 * rate.Rate:0.0} ({100 * rate.StandardError:0.0})");

    private static string Share(double? share) => share is { } value ? Figures.Percent(value) : Figures.None;
}
