using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.DataMining.Import;

/// <summary>
/// Reads a prompt from the fields of a row. The prompt is in the first of these that the row has: <c>messages</c>,
/// <c>conversations</c> or <c>conversation</c> (ShareGPT), <c>prompt</c> (text or messages), <c>instruction</c>
/// (with Alpaca's <c>input</c>), <c>question</c> (GSM8K). Beside it may stand <c>id</c>, <c>category</c>,
/// <c>reference</c> or <c>answer</c>, and a response: the answers behind the last instruction of a dialogue, or
/// <c>response</c>, <c>output</c> (Alpaca) or <c>completion</c>.
/// </summary>
internal static class PromptFields
{
    public const string NoCategory = "general";

    private static readonly string[] DialogueFields = ["messages", "conversations", "conversation"];
    private static readonly string[] TextFields = ["prompt", "instruction", "question"];
    private static readonly string[] IdFields = ["id", "prompt_id", "question_id", "uid"];
    private static readonly string[] ReferenceFields = ["reference", "answer"];
    private static readonly string[] ResponseFields = ["response", "output", "completion"];

    /// <exception cref="FieldException">Says which field is wrong and how.</exception>
    public static PoolPrompt Read(JsonElement row, RowOrigin origin)
    {
        if (row.ValueKind != JsonValueKind.Object)
            throw new FieldException("", "must be a JSON object");
        var turns = Messages(row);
        var last = turns.FindLastIndex(turn => turn.Role == "user");
        if (last < 0) throw new FieldException("messages", "have no turn of the user");
        var response = string.Join("\n\n", turns.Skip(last + 1).Where(turn => turn.Role == "assistant").Select(turn => turn.Content));
        turns.RemoveRange(last + 1, turns.Count - last - 1);
        if (string.IsNullOrWhiteSpace(turns[last].Content)) throw new FieldException("", "the instruction is empty");
        var id = IdFields.Select(field => Scalar(row, field)).FirstOrDefault(value => value is not null);
        return new(
            new(id ?? HashOf(turns), Scalar(row, "category") ?? NoCategory, turns,
                ReferenceFields.Select(field => Scalar(row, field)).FirstOrDefault(value => value is not null)),
            origin, id is not null, response.Length > 0 ? response : Response(row));
    }

    private static string HashOf(List<ChatTurn> turns) =>
        ContentHash.UnitId([.. turns.SelectMany(turn => new[] { turn.Role, turn.Content })]);

    private static List<ChatTurn> Messages(JsonElement row)
    {
        foreach (var field in DialogueFields)
            if (Present(row, field, out var value))
                return Dialogue.Read(field, value);
        foreach (var field in TextFields)
        {
            if (!Present(row, field, out var value)) continue;
            if (value.ValueKind == JsonValueKind.Array) return Dialogue.Read(field, value);
            if (value.ValueKind != JsonValueKind.String) throw new FieldException(field, "must be text");
            var text = value.GetString()!;
            return [ChatTurn.User(field == "instruction" && Scalar(row, "input") is { } input ? $"{text}\n\n{input}" : text)];
        }
        string[] fields = [.. DialogueFields, .. TextFields];
        throw fields.FirstOrDefault(field => row.TryGetProperty(field, out _)) is { } empty
            ? new FieldException(empty, "is null")
            : new FieldException("", $"has none of the fields {string.Join(", ", fields)}");
    }

    /// <summary>
    /// The first that is text, or a dialogue that ends with an answer; what such a field holds otherwise is no response and no reason to refuse
    /// a prompt.
    /// </summary>
    private static string? Response(JsonElement row)
    {
        foreach (var field in ResponseFields)
        {
            if (!Present(row, field, out var value)) continue;
            if (value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())) return value.GetString();
            if (value.ValueKind == JsonValueKind.Array && LastAnswer(field, value) is { } answer) return answer;
        }
        return null;
    }

    private static string? LastAnswer(string field, JsonElement value)
    {
        try
        {
            return Dialogue.Read(field, value)[^1] is { Role: "assistant", Content: var content } ? content : null;
        }
        catch (FieldException)
        {
            return null;
        }
    }

    /// <summary>Text, or a number as text; null where there is none, or only white space.</summary>
    private static string? Scalar(JsonElement row, string field)
    {
        if (!Present(row, field, out var value)) return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => throw new FieldException(field, "must be text or a number"),
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static bool Present(JsonElement row, string field, out JsonElement value) =>
        row.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;
}

/// <summary>A field of a row is wrong; <see cref="Exception.Message"/> says how.</summary>
internal sealed class FieldException(string field, string message) : Exception(message)
{
    public string Field { get; } = field;
}
