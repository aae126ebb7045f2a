namespace ArenaLearning.Settings;

/// <summary>A setting, and who reads it.</summary>
/// <param name="Read">Throws <see cref="ArgumentException"/> where a value cannot be used, with a sentence that says what can.</param>
public sealed record SettingReader(Setting Setting, Action<string> Read)
{
    /// <returns>What is wrong with the value; null where it can be used or is not set.</returns>
    public string? Problem(Func<string, string?> lookup)
    {
        try
        {
            if (Setting.Value(lookup) is { } text) ReadOrTell(text);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    // Somebody may have written an address with a password where none belongs.
    private void ReadOrTell(string text)
    {
        try
        {
            Read(text);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException(WithoutUsers(e.Message, text), e);
        }
    }

    /// <summary>What a message says of a value, without the user and the password of the addresses in it.</summary>
    internal static string WithoutUsers(string message, string value)
    {
        foreach (var word in value.Split(','))
        {
            if (word.LastIndexOf('@') is not (> 0 and var at)) continue;
            var slashes = word.IndexOf("//", 0, at, StringComparison.Ordinal);
            var user = slashes < 0 ? word[..at] : word[(slashes + 2)..at];
            // A path may have such a sign too.
            if (user.Length > 0 && (slashes >= 0 || user.Contains(':', StringComparison.Ordinal)))
                message = message.Replace(user, "***", StringComparison.Ordinal);
        }
        return message;
    }

    /// <summary>A setting of which any text can be used.</summary>
    public static SettingReader Text(Setting setting) => new(setting, _ => { });

    /// <summary>A setting that is one of these words.</summary>
    public static SettingReader Choice(Setting setting, params string[] words) => new(setting, text =>
    {
        if (!words.Contains(text)) throw new ArgumentException($"{setting.Variable} is '{text}': write {string.Join(" or ", words)}.");
    });

    /// <summary>A setting that names a file that can be read.</summary>
    public static SettingReader File(Setting setting) => new(setting, path =>
    {
        try
        {
            using var file = System.IO.File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{setting.Variable} is '{path}', a file that cannot be read: {e.Message}", e);
        }
    });
}
