using ArenaLearning.Ratings.Agreement;

namespace ArenaLearning.Ratings.Judges;

/// <summary>What is known of a judge from what it did. Rates without a case are left out, not 0.</summary>
public sealed record JudgeCard
{
    public required string Judge { get; init; }
    public string? Family { get; init; }

    public required int Battles { get; init; }

    /// <summary>Battles with a verdict.</summary>
    public required int Verdicts { get; init; }

    /// <summary>Battles without one.</summary>
    public required int Failed { get; init; }

    /// <summary>Share of battles without a verdict, by class of failure.</summary>
    public required IReadOnlyDictionary<string, CardRate> Failures { get; init; }

    /// <summary>Replies that could not be read, by class; of all replies.</summary>
    public required IReadOnlyDictionary<string, CardRate> ReplyFailures { get; init; }

    /// <summary>Of the verdicts; inconsistent ones are none.</summary>
    public CardRate? Ties { get; init; }

    /// <summary>Battles whose two games name different winners, of those with two games.</summary>
    public CardRate? Flips { get; init; }

    /// <summary>
    /// Decided games that the response shown first wins, of battles with two games: 0.5 is no bias, since everyone is shown first once.
    /// </summary>
    public CardRate? FirstWins { get; init; }

    /// <summary>Decided battles that the longer response wins, of those with a longer one.</summary>
    public CardRate? LongerWins { get; init; }

    /// <summary>Decided battles won by the response with more list items, of those with one.</summary>
    public CardRate? ListsWin { get; init; }

    /// <summary>Null where the judge's family is not known.</summary>
    public SelfPreference? OwnFamily { get; init; }

    /// <summary>With another judge or with people; null where there is none to compare with.</summary>
    public JudgeAgreement? Agreement { get; init; }
    public required CardSpending Spending { get; init; }
}

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

public sealed record JudgeAgreement
{
    /// <summary>The other judge, or for example <c>human</c>.</summary>
    public required string With { get; init; }

    /// <summary>Battles that both judged.</summary>
    public required int Battles { get; init; }

    /// <summary>Share of them with the same verdict of A, B and tie; inconsistent counts as tie. A and B are as the battles name them.</summary>
    public required double Raw { get; init; }

    /// <summary>Cohen's kappa of the same; null where chance alone gives full agreement, as when both always say the same one thing.</summary>
    public double? Kappa { get; init; }

    /// <summary>Share with the same winner, of those where both name one.</summary>
    public CardRate? Decided { get; init; }

    /// <summary>Of the two leaderboards, as the next three: the metrics of arXiv 2407.10627; null where none were given.</summary>
    public double? Spearman { get; init; }
    public double? HumanAgreement { get; init; }

    public double? Differentiation { get; init; }
    public double? Average { get; init; }
}

/// <param name="LatencySeconds">Mean of a reply; null for a judge that is not asked.</param>
/// <param name="UsdPerVerdict">Failures included; null without a verdict.</param>
public sealed record CardSpending(
    decimal CostUsd, decimal? UsdPerVerdict, long PromptTokens, long ResponseTokens, int Replies, double? LatencySeconds);
