namespace ArenaLearning.Flywheel.Judges;

/// <summary>A judge. What it needs besides depends on its kind.</summary>
/// <param name="Kind"><c>verifier</c>, <c>llm</c>, <c>reward_model</c>, <c>recorded</c> or <c>jury</c>.</param>
/// <param name="Members">For <c>jury</c>.</param>
/// <param name="Rule">For <c>jury</c>: <c>mean</c> or <c>majority</c>.</param>
public sealed record JudgeSpec(
    string Name, string Kind, string Combine, double TieMargin, string Flip, string? Endpoint, string? Model, string? ExtraBody,
    double InputPrice, double OutputPrice, string Prompt, double Temperature, int MaxTokens, int Attempts, bool UseReference, bool JsonMode,
    string? Checkpoint, string? File, IReadOnlyList<JudgeSpec> Members, string Rule, string? Family)
{
    /// <summary>What a flywheel's file means with the one word <c>verifier</c>.</summary>
    public static JudgeSpec Verifier { get; } = new(
        "verifier", "verifier", "mean", 0, "inconsistent", null, null, null, 0, 0, "pairwise-v1", 0, 1024, 3, true, true, null, null, [], "mean", null);
}
