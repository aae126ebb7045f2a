using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>One ask. Equal questions may be answered by one reply.</summary>
/// <param name="PromptVersion">Of the prompt that made the messages.</param>
/// <param name="JsonMode">Whether <c>response_format</c> is sent.</param>
/// <param name="Sample">Sample index: asks that differ in it alone want replies of their own.</param>
public sealed record JudgeQuestion(
    EndpointModel Model, IReadOnlyList<ChatTurn> Messages, string PromptVersion, double Temperature, int MaxTokens, bool JsonMode, int Sample);
