using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Flywheel.Results;

/// <summary>The JSON files of results.</summary>
public static class ResultFiles
{
    public const string Battles = "battles.jsonl";
    public const string Details = "details.json";

    private static readonly JsonSerializerOptions Indented = new(JsonLines.Options) { WriteIndented = true };

    public static Task WriteAsync<T>(string path, T value, CancellationToken cancellationToken) =>
        WholeFile.WriteTextAsync(path, JsonSerializer.Serialize(value, Indented) + "\n", cancellationToken);
}
