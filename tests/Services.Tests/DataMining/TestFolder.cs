using System.IO.Compression;
using System.Text;

namespace ArenaLearning.Services.Tests.DataMining;

/// <summary>A folder of its own that goes with the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("data-mining-").FullName;

    public string Write(string name, string text)
    {
        var path = At(name);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!name.EndsWith(".gz", StringComparison.Ordinal)) File.WriteAllBytes(path, bytes);
        else
        {
            using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
            gzip.Write(bytes);
        }
        return path;
    }

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
