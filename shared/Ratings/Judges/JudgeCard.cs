using ArenaLearning.Ratings.Agreement;

namespace ArenaLearning.Ratings.Judges;

/// <summary>What is known of a judge from what it did. Rates without a case are left out, not 0.</summary>
/// <param name="Verdicts">Battles with a verdict.</param>
/// <param name="Failed">Battles without one.</param>
/// <param name="Failures">Share of battles without a verdict, by class of failure.</param>
/// <param name="ReplyFailures">Replies that could not be read, by class; of all replies.</param>
/// <param name="Ties">Of the verdicts; inconsistent ones are none.</param>
/// <param name="Flips">Battles whose two games name different winners, of those with two games.</param>
/// <param name="FirstWins">
/// Decided games that the response shown first wins, of battles with two games: 0.5 is no bias, since everyone
/// is shown first once.
/// </param>
/// <param name="LongerWins">Decided battles that the longer response wins, of those with a longer one.</param>
/// <param name="ListsWin">Decided battles won by the response with more list items, of those with one.</param>
/// <param name="OwnFamily">Null where the judge's family is not known.</param>
/// <param name="Agreement">With another judge or with people; null where there is none to compare with.</param>
public sealed record JudgeCard(
    string Judge, string? Family, int Battles, int Verdicts, int Failed, IReadOnlyDictionary<string, CardRate> Failures,
    IReadOnlyDictionary<string, CardRate> ReplyFailures, CardRate? Ties, CardRate? Flips, CardRate? FirstWins, CardRate? LongerWins, CardRate? ListsWin,
    SelfPreference? OwnFamily, JudgeAgreement? Agreement, CardSpending Spending);

/// <param name="Rate">0 to 1.</param>
/// <param name="Count">Cases; a tie counts half where rates are of wins.</param>
/// <param name="Of">Out of.</param>
/// <param name="StandardError">By the binomial's variance: sqrt(p (1 - p) / n).</param>
public sealed record CardRate(double Rate, double Count, int Of, double StandardError)
{
    /// <returns>Null where there is nothing to count.</returns>
    internal static CardRate? Make(double count, int of) =>
        of == 0 ? null : new(count / of, count, of, Math.Sqrt(count / of * (1 - count / of) / of));
}

/// <summary>How contestants of the judge's own family fare before it, against those of other families.</summary>
/// <param name="Wins">Share of wins of the own family, ties as half.</param>
/// <param name="ReferenceWins">The same share, of the battles that both judged, by whom the judge is compared with.</param>
/// <param name="Excess">Own share less the reference's, on the battles that both judged: self-preference, as far as the reference has none.</param>
public sealed record SelfPreference(CardRate Wins, CardRate? ReferenceWins, double? Excess);

/// <param name="With">The other judge, or for example <c>human</c>.</param>
/// <param name="Battles">Battles that both judged.</param>
/// <param name="Raw">Share of them with the same verdict of A, B and tie; inconsistent counts as tie. A and B are as the battles name them.</param>
/// <param name="Kappa">Cohen's kappa of the same; null where chance alone gives full agreement, as when both always say the same one thing.</param>
/// <param name="Decided">Share with the same winner, of those where both name one.</param>
/// <param name="Spearman">Of the two leaderboards, as the next three: the metrics of arXiv 2407.10627; null where none were given.</param>
public sealed record JudgeAgreement(
    string With, int Battles, double Raw, double? Kappa, CardRate? Decided, double? Spearman = null, double? HumanAgreement = null,
    double? Differentiation = null, double? Average = null);

/// <param name="LatencySeconds">Mean of a reply; null for a judge that is not asked.</param>
/// <param name="UsdPerVerdict">Failures included; null without a verdict.</param>
public sealed record CardSpending(
    decimal CostUsd, decimal? UsdPerVerdict, long PromptTokens, long ResponseTokens, int Replies, double? LatencySeconds);
