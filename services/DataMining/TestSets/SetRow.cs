using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Import;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>A row of a set: a <see cref="PromptRow"/>, and the answer that came with the prompt.</summary>
/// <param name="Response">Left out where none came; a campaign that asks the prompt takes no notice of it.</param>
public sealed record SetRow(string Id, string Category, IReadOnlyList<ChatTurn> Messages, string? Reference, string? Response)
{
    public static SetRow Of(PoolPrompt row) => new(row.Prompt.Id, row.Prompt.Category, row.Prompt.Messages, row.Prompt.Reference, row.Response);
}
