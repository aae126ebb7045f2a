using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.DataMining.Import;

/// <summary>A prompt of the pool and where it came from.</summary>
/// <param name="HasOwnId">Whether its file gave the id; otherwise it is a hash of the messages.</param>
/// <param name="Response">The answer that came with the prompt; null where none did.</param>
public sealed record PoolPrompt(PromptRow Prompt, RowOrigin Origin, bool HasOwnId = false, string? Response = null)
{
    /// <summary>The current instruction: the last turn.</summary>
    public string Instruction => Prompt.Messages[^1].Content;

    /// <summary>All instructions of the conversation: what is embedded and compared (Arena Learning, WizardArena).</summary>
    public string Instructions { get; } =
        string.Join('\n', Prompt.Messages.Where(turn => turn.Role == "user").Select(turn => turn.Content));
}

/// <param name="Rows">In the order of the file.</param>
public sealed record ImportedFile(string Path, string Sha256, IReadOnlyList<PoolPrompt> Rows, IReadOnlyList<ImportProblem> Problems);
