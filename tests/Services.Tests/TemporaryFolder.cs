using System.IO.Compression;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Services.Tests;

/// <summary>A folder of its own that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("arena-tests-").FullName;

    public string Write(string name, params string[] lines)
    {
        var path = System.IO.Path.Combine(Path, name);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            File.WriteAllLines(path, lines);
            return path;
        }
        using var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        foreach (var line in lines) writer.WriteLine(line);
        return path;
    }

    public static async Task<ArtifactReference> ReferenceAsync(string path) =>
        new(new Uri(path).AbsoluteUri, await ContentHash.OfFileAsync(path));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
