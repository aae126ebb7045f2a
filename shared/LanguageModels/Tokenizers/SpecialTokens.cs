namespace ArenaLearning.LanguageModels.Tokenizers;

/// <summary>The tokens that stand for no text. Their ids are their places in <see cref="All"/>.</summary>
public static class SpecialTokens
{
    public const int Pad = 0;
    public const int Unknown = 1;
    public const int User = 2;
    public const int Assistant = 3;
    public const int EndOfSequence = 4;

    public static IReadOnlyList<string> All { get; } = ["<pad>", "<unk>", "<user>", "<assistant>", "<eos>"];
}
