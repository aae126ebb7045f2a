namespace ArenaLearning.Contracts.Files;

/// <summary>Folders of the person who runs a process.</summary>
public static class UserFolders
{
    /// <summary>Holds what can be fetched or computed again. It need not be there yet.</summary>
    public static string Cache()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows()) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Caches");
        return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".cache");
    }
}
