using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace ArenaLearning.TestServers;

/// <summary>A disk of a few megabytes that a test can fill, and empty again. Only root may make one. Goes when disposed.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 96;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("small-disk-");

    private SmallDisk() { }

    public string Folder => folder.FullName;

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <returns>Null where this process may make none.</returns>
    public static async Task<SmallDisk?> TryMakeAsync()
    {
        var disk = new SmallDisk();
        if (await RunAsync("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m,mode=777", "arena-tests", disk.Folder) == 0) return disk;
        disk.folder.Delete();
        return null;
    }

    /// <summary>Not a byte is left.</summary>
    public async Task FillAsync()
    {
        await using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 1 << 20, 1 << 12 })
            try
            {
                var block = new byte[size];
                while (true) await ballast.WriteAsync(block, TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                // Full, for pieces of this size.
            }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        // Lazily: whoever wrote there may be on the way out.
        await RunAsync("umount", "-l", Folder);
        folder.Delete();
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await run.StandardError.ReadToEndAsync();
            await run.WaitForExitAsync();
            return run.ExitCode;
        }
        catch (Win32Exception)
        {
            return -1;
        }
    }
}
