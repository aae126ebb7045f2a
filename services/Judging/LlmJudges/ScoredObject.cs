using System.Text.Json;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>A JSON object of a reply that has both scores; more than one of each where a key is repeated.</summary>
internal sealed record ScoredObject(IReadOnlyList<JsonElement> ScoreA, IReadOnlyList<JsonElement> ScoreB, string? Reason);
