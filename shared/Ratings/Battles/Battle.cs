namespace ArenaLearning.Ratings.Battles;

/// <summary>Who won a battle of A and B.</summary>
public enum Outcome
{
    AWins,
    BWins,
    Tie,
}

/// <summary>One battle.</summary>
/// <param name="ScoreOfA">
/// 1 for a win of A, 0 for a loss, half for a tie; anything between is a soft outcome, the probability that A is better.
/// </param>
public readonly record struct Battle(string A, string B, double ScoreOfA)
{
    /// <exception cref="ArgumentException">There is no such outcome.</exception>
    public Battle(string a, string b, Outcome outcome) : this(a, b, ScoreOf(outcome)) { }

    /// <summary>The same battle with the sides exchanged.</summary>
    public Battle Swapped() => new(B, A, 1 - ScoreOfA);

    internal static double ScoreOf(Outcome outcome) => outcome switch
    {
        Outcome.AWins => 1,
        Outcome.BWins => 0,
        Outcome.Tie => 0.5,
        _ => throw new ArgumentException($"{outcome} is no outcome of a battle.", nameof(outcome)),
    };
}

/// <summary>How often a pair of contestants had an outcome.</summary>
public sealed record OutcomeCount(string A, string B, double ScoreOfA, long Count)
{
    public OutcomeCount(string a, string b, Outcome outcome, long count) : this(a, b, Battle.ScoreOf(outcome), count) { }
}
