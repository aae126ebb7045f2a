using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining;

/// <summary>The data beside the repository, which is no part of it.</summary>
internal static class RealData
{
    /// <summary>Path of a file; skips the test where it is missing.</summary>
    public static string File(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../../shared/data", name));
        Assert.SkipUnless(System.IO.File.Exists(path), $"{path} is not there: the test needs real data");
        return path;
    }

    public static IReadOnlyList<string> Texts(string name, string field)
    {
        using var reader = new StreamReader(new GZipStream(System.IO.File.OpenRead(File(name)), CompressionMode.Decompress));
        var texts = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            texts.Add(row.RootElement.GetProperty(field).GetString()!);
        }
        return texts;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
