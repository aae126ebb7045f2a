using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Generation.Responses;

/// <summary>What stands for a response where there is none.</summary>
internal static class FailedResponse
{
    /// <param name="reason">Why, and what to do.</param>
    public static ResponseResult Of(GenerationUnit unit, string reason) => new()
    {
        UnitId = unit.UnitId,
        Text = "",
        PromptTokens = 0,
        ResponseTokens = 0,
        LatencySeconds = 0,
        FinishReason = "",
        Failure = reason,
    };
}
