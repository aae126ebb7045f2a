using ArenaLearning.Arena.Validation;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Files;
using ArenaLearning.Contracts.Formats;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>
/// The style of responses, counted from their texts: <c>prompt_id</c>, <c>model</c>, <c>response</c> as JSONL or a JSON array, gzipped or
/// not. A response that is null has no style.
/// </summary>
internal static class ResponseStyleFile
{
    /// <exception cref="CommandRefusedException">The file cannot be read, or a row lacks a field; names the file and the line.</exception>
    public static async Task<IReadOnlyDictionary<(string PromptId, string Model), ResponseStyle>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var styles = new Dictionary<(string, string), ResponseStyle>();
        try
        {
            await foreach (var row in JsonRecords.ReadAsync(path, cancellationToken))
            {
                if (row.IsNull("response")) continue;
                if (!styles.TryAdd((row.Name("prompt_id"), row.Name("model")), ResponseStyles.Of(row.Text("response"))))
                    throw row.Wrong("there is a response of this model to this prompt already");
            }
            return styles;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw BattleFile.Refused(path, e);
        }
    }
}
