using System.Text.RegularExpressions;

namespace ArenaLearning.Flywheel.Files;

/// <summary>Names that also name folders.</summary>
internal static partial class FolderNames
{
    /// <param name="key">Path of the name in its file.</param>
    public static IEnumerable<BrokenRule> Broken(string name, string key)
    {
        if (!FolderName().IsMatch(name))
            yield return new("must be 1 to 64 letters, digits, '.', '_' or '-' that start with a letter or a digit, for it names a folder", key);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex FolderName();
}
