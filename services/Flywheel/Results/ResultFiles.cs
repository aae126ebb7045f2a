using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Flywheel.Results;

/// <summary>The JSON files of results, written beside their name and renamed, so that nobody ever reads half of one.</summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions Indented = new(JsonLines.Options) { WriteIndented = true };

    public static async Task WriteAsync<T>(string path, T value, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync($"{path}.partial", JsonSerializer.Serialize(value, Indented) + "\n", cancellationToken);
        File.Move($"{path}.partial", path, overwrite: true);
    }
}
