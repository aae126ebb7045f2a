namespace ArenaLearning.Ratings.Judges;

/// <summary>What a judge did with one battle: what a judge card is made of.</summary>
/// <param name="Winner">Null where the judge came to no verdict.</param>
/// <param name="Games">
/// Scores by contestant; two games, the first with A shown first, the second with B shown first. One game says nothing of position, and
/// none where there is no verdict.
/// </param>
/// <param name="Failure">The class of failure, in snake_case, where there is no verdict.</param>
/// <param name="ReplyFailures">Classes of failure of the replies that could not be read, whether or not asking again gave a verdict.</param>
public sealed record CardBattle(
    string PromptId, string ContestantA, string ContestantB, CardWinner? Winner, IReadOnlyList<CardGame> Games,
    CardResponse A, CardResponse B, string? Failure = null, IReadOnlyList<string>? ReplyFailures = null, CardCost Cost = default);

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
