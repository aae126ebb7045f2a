using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Inference.Chat;

/// <summary>A request for chat completions, checked.</summary>
/// <param name="Turns">The dialogue, of roles that the models know.</param>
/// <param name="MaxTokens">Most tokens of an answer; null for as many as fit.</param>
/// <param name="Seed">Null for answers that need not come again.</param>
/// <param name="Choices">How many answers.</param>
public sealed record ChatRequest(
    string Model, IReadOnlyList<ChatTurn> Turns, double Temperature, double TopP, int? MaxTokens, long? Seed, int Choices)
{
    /// <summary>An answer ends before the first of these.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>How many likeliest tokens to report at each place; null for no log-probabilities.</summary>
    public int? TopLogProbs { get; init; }
    public bool Stream { get; init; }

    /// <summary>Whether a stream ends with the number of tokens.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>The most answers to one request.</summary>
    public const int MostChoices = 16;
}
