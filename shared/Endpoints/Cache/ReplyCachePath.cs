namespace ArenaLearning.Endpoints.Cache;

/// <summary>Where replies are kept: in the folder that <c>ARENA_CACHE</c> names, otherwise in the user's cache folder.</summary>
public static class ReplyCachePath
{
    public const string EnvironmentVariable = "ARENA_CACHE";
    public const string Off = "off";
    public const string FileName = "replies.db";

    /// <returns>The path of the file; null where the cache is switched off.</returns>
    public static string? Default() => Of(Environment.GetEnvironmentVariable(EnvironmentVariable));

    /// <param name="setting">A folder, <c>off</c>, or nothing for the user's cache folder.</param>
    public static string? Of(string? setting) => setting?.Trim() switch
    {
        null or "" => Path.Combine(UserCache(), "arena-learning", FileName),
        var text when text.Equals(Off, StringComparison.OrdinalIgnoreCase) => null,
        var folder => Path.Combine(Path.GetFullPath(folder), FileName),
    };

    private static string UserCache()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows()) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Caches");
        return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".cache");
    }
}
