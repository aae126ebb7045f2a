namespace ArenaLearning.Hosting.Access;

/// <summary>What came of what a caller showed.</summary>
/// <param name="Caller">Null for one that is not let in.</param>
/// <param name="Problem">Why, and what to do about it, without a word of what was shown; null for one that is let in.</param>
/// <param name="IsForLater">The same may be let in later: what says so cannot be read now.</param>
public sealed record Admission(Caller? Caller, string? Problem = null, bool IsForLater = false)
{
    public static Admission Refused(string problem) => new(null, problem);
}
