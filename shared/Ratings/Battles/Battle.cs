namespace ArenaLearning.Ratings.Battles;

/// <summary>Who won a battle of A and B.</summary>
public enum Outcome
{
    AWins,
    BWins,
    Tie,
}

/// <summary>One battle.</summary>
public readonly record struct Battle(string A, string B, Outcome Outcome)
{
    /// <summary>A's score: 1 for a win, 0 for a loss, a tie is half.</summary>
    public double ScoreOfA => Outcome switch
    {
        Outcome.AWins => 1,
        Outcome.BWins => 0,
        _ => 0.5,
    };
}

/// <summary>How often a pair of contestants had an outcome.</summary>
public sealed record OutcomeCount(string A, string B, Outcome Outcome, long Count);
