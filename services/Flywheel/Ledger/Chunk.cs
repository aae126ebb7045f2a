namespace ArenaLearning.Flywheel.Ledger;

/// <summary>A chunk of units: what one command carries and one reply answers.</summary>
/// <param name="Kind"><see cref="Chunk.Responses"/> or <see cref="Chunk.Verdicts"/>.</param>
/// <param name="Id">Derived from what the chunk is.</param>
public sealed record Chunk(string Kind, string Id, IReadOnlyList<string> UnitIds)
{
    public const string Responses = "response";
    public const string Verdicts = "verdict";

    /// <summary>The id that a command bears at this attempt, so that a late reply to an earlier one is known as such.</summary>
    public string AttemptId(int attempt) => attempt == 1 ? Id : $"{Id}.{attempt}";

    /// <summary>The chunk's id in the id of a command.</summary>
    public static string IdOf(string attemptId) => attemptId.Split('.')[0];
}
