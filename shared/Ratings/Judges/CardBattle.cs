namespace ArenaLearning.Ratings.Judges;

/// <summary>What a judge did with one battle: what a judge card is made of.</summary>
public sealed record CardBattle
{
    public required string PromptId { get; init; }
    public required string ContestantA { get; init; }

    public required string ContestantB { get; init; }

    /// <summary>Null where the judge came to no verdict.</summary>
    public CardWinner? Winner { get; init; }

    /// <summary>
    /// Scores by contestant; two games, the first with A shown first, the second with B shown first. One game says nothing of position,
    /// and none where there is no verdict.
    /// </summary>
    public required IReadOnlyList<CardGame> Games { get; init; }
    public required CardResponse A { get; init; }

    public required CardResponse B { get; init; }

    /// <summary>The class of failure, in snake_case, where there is no verdict.</summary>
    public string? Failure { get; init; }

    /// <summary>Classes of failure of the replies that could not be read, whether or not asking again gave a verdict.</summary>
    public IReadOnlyList<string>? ReplyFailures { get; init; }
    public CardCost Cost { get; init; }
}

/// <summary>How a battle ended, for a judge card.</summary>
public enum CardWinner
{
    A,
    B,
    Tie,
    /// <summary>The two games named different winners.</summary>
    Inconsistent,
}

public readonly record struct CardGame(double ScoreA, double ScoreB);

/// <summary>What of a response may sway a judge.</summary>
/// <param name="Length">In any unit, the same for all responses.</param>
/// <param name="Lists">Items of lists.</param>
public readonly record struct CardResponse(int Length, int Lists);

/// <summary>What a battle's verdict took, all replies together.</summary>
/// <param name="Replies">Replies of the judge; 0 for one that is not asked.</param>
/// <param name="LatencySeconds">Of all of its replies.</param>
public readonly record struct CardCost(decimal Usd, double LatencySeconds, long PromptTokens, long ResponseTokens, int Replies);
