namespace ArenaLearning.Training.Jobs;

/// <summary>Another process trains this job.</summary>
public sealed class JobHeldElsewhereException(string message, Exception inner) : Exception(message, inner);

/// <summary>
/// The right to train a job: an open, locked file in its work folder. The operating system takes it back from a process
/// that dies.
/// </summary>
internal sealed class JobLease : IDisposable
{
    private const string FileName = "lease";
    private readonly FileStream file;

    private JobLease(FileStream file) => this.file = file;

    /// <exception cref="JobHeldElsewhereException">Another process holds the lease.</exception>
    public static JobLease Claim(string workFolder)
    {
        Directory.CreateDirectory(workFolder);
        var path = Path.Combine(workFolder, FileName);
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && File.Exists(path))
        {
            throw new JobHeldElsewhereException($"another process trains it and holds {path}.", e);
        }
    }

    public void Dispose() => file.Dispose();
}
