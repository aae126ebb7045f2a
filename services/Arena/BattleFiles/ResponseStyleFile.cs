using System.IO.Compression;
using System.Text.Json;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>The style of responses, counted from their texts: <c>prompt_id</c>, <c>model</c>, <c>response</c> as JSONL, or <c>.gz</c> of it.</summary>
internal static class ResponseStyleFile
{
    /// <exception cref="CommandRefusedException">The file cannot be read, or a line lacks a field; names the file and the line.</exception>
    public static async Task<IReadOnlyDictionary<(string PromptId, string Model), ResponseStyle>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var styles = new Dictionary<(string, string), ResponseStyle>();
        var line = 0;
        try
        {
            await using var file = File.OpenRead(path);
            await using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(cancellationToken) is { } text)
            {
                line++;
                if (string.IsNullOrWhiteSpace(text)) continue;
                using var row = JsonDocument.Parse(text);
                if (!styles.TryAdd((Field(row, "prompt_id"), Field(row, "model")), ResponseStyles.Of(Field(row, "response"))))
                    throw new FormatException("there is a response of this model to this prompt already.");
            }
            return styles;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new CommandRefusedException($"{path}:{line}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandRefusedException($"{path}: cannot be read: {e.Message}");
        }
    }

    private static string Field(JsonDocument row, string name) =>
        row.RootElement.ValueKind == JsonValueKind.Object && row.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : throw new FormatException($"{name} is missing or no text.");
}
