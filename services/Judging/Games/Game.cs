using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Games;

/// <summary>One game of a battle: the responses in the order in which the judge sees them.</summary>
/// <param name="Messages">The dialogue so far; the last turn is the user's instruction.</param>
public sealed record Game(
    string Category, IReadOnlyList<ChatTurn> Messages, string? Reference, string First, string Second);
