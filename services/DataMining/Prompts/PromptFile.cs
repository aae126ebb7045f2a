using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.DataMining.Prompts;

/// <summary>A stand-in.</summary>
public static class PromptFile
{
    public static async IAsyncEnumerable<PromptRow> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        await using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(text);
        var line = 0;
        while (await reader.ReadLineAsync(cancellationToken) is { } json)
        {
            line++;
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            yield return new(
                root.TryGetProperty("id", out var id) ? id.GetString()! : $"{line}", root.TryGetProperty("category", out var c) ? c.GetString()! : "",
                [ChatTurn.User(root.GetProperty("prompt").GetString()!)], null);
        }
    }
}
