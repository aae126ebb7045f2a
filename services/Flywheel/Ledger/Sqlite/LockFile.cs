using System.Diagnostics;
using System.Globalization;

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>
/// The operating system's lock on a file, which grants the lease on a campaign. The system gives it back when a process ends, however
/// it ends; a file beside it says whose it is, for a locked file cannot be read.
/// </summary>
internal sealed class LockFile : IAsyncDisposable
{
    private const string LockExtension = ".lock", OwnerExtension = ".owner";

    private readonly FileStream file;
    private readonly string path;

    private LockFile(FileStream file, string path) => (this.file, this.path) = (file, path);

    private string Owner => Path.ChangeExtension(path, OwnerExtension);

    /// <param name="name">Of the lock in the folder: <c>ledger</c> for <c>ledger.lock</c>.</param>
    /// <exception cref="LedgerRefusedException">Another process works in the folder; says which, since when, and what to do.</exception>
    public static LockFile Take(string folder, string name)
    {
        var taken = new LockFile(Open(folder, name), PathOf(folder, name));
        try
        {
            // Written anew by each owner: by the time of that, a file that was put in this one's place is told from it.
            taken.file.SetLength(0);
            taken.file.WriteByte((byte)'\n');
            taken.file.Flush();
            using var process = Process.GetCurrentProcess();
            File.WriteAllText(taken.Owner, $"{process.Id} ({process.ProcessName}) on {Environment.MachineName}\n");
            return taken;
        }
        catch
        {
            // A full disk, for example: the process goes on, and has to be able to try again.
            taken.file.Dispose();
            throw;
        }
    }

    /// <summary>Looks whether <see cref="Take"/> would be refused. A folder that is not there is free.</summary>
    /// <inheritdoc cref="Take"/>
    public static void RefuseTaken(string folder, string name)
    {
        if (File.Exists(PathOf(folder, name))) Open(folder, name).Dispose();
    }

    /// <summary>Why the lock keeps nobody out any more: the file was removed, or another was put in its place; null while it holds.</summary>
    public string? Loss()
    {
        try
        {
            return !File.Exists(path) ? $"{path} was removed"
                : File.GetLastWriteTimeUtc(path) != File.GetLastWriteTimeUtc(file.SafeFileHandle) ? $"{path} was replaced" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be looked at: {e.Message}";
        }
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            // While the lock still holds. Where it does not, the file is another's.
            if (Loss() is null) File.Delete(Owner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It says who held the lock last, and no more.
        }
        return file.DisposeAsync();
    }

    private static string PathOf(string folder, string name) => Path.Combine(folder, name + LockExtension);

    private static FileStream Open(string folder, string name)
    {
        try
        {
            return new(PathOf(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            throw new LedgerRefusedException(
                $"The output folder {folder} is in use by {OwnerOf(folder, name) ?? $"another process ({e.Message})"}. "
                + "Wait until it ends, stop it, or choose another output folder.", e)
            {
                InUse = true,
            };
        }
    }

    /// <returns>Null where nobody has said it, or it cannot be read.</returns>
    private static string? OwnerOf(string folder, string name)
    {
        try
        {
            var path = Path.Combine(folder, name + OwnerExtension);
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
