using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Formats;

/// <summary>How many tokens a prompt has, for models whose tokenizer nobody here has.</summary>
public static class PromptTokens
{
    /// <summary>
    /// Roughly and rather too many: a token for every three bytes of UTF-8, for English has about four and code and other languages fewer,
    /// and some for the frame of each turn.
    /// </summary>
    public static long Estimate(IEnumerable<ChatTurn> turns) =>
        turns.Sum(turn => 4 + ((System.Text.Encoding.UTF8.GetByteCount(turn.Content) + 2) / 3));
}
