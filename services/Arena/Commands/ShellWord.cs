namespace ArenaLearning.Arena.Commands;

/// <summary>Words of the commands that <c>arena</c> proposes.</summary>
internal static class ShellWord
{
    /// <summary>The word as a shell takes it, quoted where it has to be.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,@".Contains(c, StringComparison.Ordinal))
            ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
