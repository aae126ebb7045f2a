using System.Diagnostics;
using System.Globalization;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>
/// Keeps a second process out of an output folder. The system gives the lock back when a process ends, however it ends; a file beside
/// it says whose it is, for a locked file cannot be read.
/// </summary>
public sealed class FolderLock : IAsyncDisposable
{
    private const string LockName = "ledger.lock", OwnerName = "ledger.owner";

    private readonly FileStream file;
    private readonly string owner;

    private FolderLock(string folder) => (file, owner) = (Open(folder), Path.Combine(folder, OwnerName));

    /// <exception cref="LedgerRefusedException">Another process works in the folder; says which, since when, and what to do.</exception>
    public static FolderLock Take(string folder)
    {
        var taken = new FolderLock(folder);
        using var process = Process.GetCurrentProcess();
        File.WriteAllText(taken.owner, $"{process.Id} ({process.ProcessName}) on {Environment.MachineName}\n");
        return taken;
    }

    /// <summary>Looks whether <see cref="Take"/> would be refused. A folder that is not there is free.</summary>
    /// <inheritdoc cref="Take"/>
    public static void Check(string folder)
    {
        if (File.Exists(Path.Combine(folder, LockName))) Open(folder).Dispose();
    }

    public ValueTask DisposeAsync()
    {
        // While the lock still holds; the folder may be gone.
        if (Directory.Exists(Path.GetDirectoryName(owner))) File.Delete(owner);
        return file.DisposeAsync();
    }

    private static FileStream Open(string folder)
    {
        try
        {
            return new(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            throw new LedgerRefusedException(
                $"The output folder {folder} is in use by {Owner(folder) ?? $"another process ({e.Message})"}. Wait until it ends, stop it, or choose another output folder.");
        }
    }

    /// <returns>Null where nobody has said it, or it cannot be read.</returns>
    private static string? Owner(string folder)
    {
        try
        {
            var path = Path.Combine(folder, OwnerName);
            var owner = File.ReadAllText(path).Trim();
            return owner.Length == 0 ? null
                : string.Create(CultureInfo.InvariantCulture, $"process {owner} since {File.GetLastWriteTimeUtc(path):yyyy-MM-dd HH:mm:ss} UTC");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
