namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>
/// Texts as columns hold them. PostgreSQL's text takes every character but U+0000, which a model may well say: it is written as two others,
/// of which the first stands for no character in any text.
/// </summary>
internal static class StoredText
{
    private const char Escape = '\uFFFE';
    private const string EscapedNull = "\uFFFE0", EscapedEscape = "\uFFFE1";

    public static string? Write(string? text) => text is null || text.AsSpan().IndexOfAny('\0', Escape) < 0 ? text
        : text.Replace("\uFFFE", EscapedEscape, StringComparison.Ordinal).Replace("\0", EscapedNull, StringComparison.Ordinal);

    public static string Read(string text) => !text.Contains(Escape, StringComparison.Ordinal) ? text
        : text.Replace(EscapedNull, "\0", StringComparison.Ordinal).Replace(EscapedEscape, "\uFFFE", StringComparison.Ordinal);
}
