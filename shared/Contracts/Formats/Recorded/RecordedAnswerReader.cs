using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ArenaLearning.Contracts.Files;

namespace ArenaLearning.Contracts.Formats.Recorded;

/// <summary>
/// Reads files of answers, gzipped or not, JSONL or one JSON array, in the shapes that exist:
/// <list type="table">
/// <item><term>rows of our own</term><description><c>prompt_id, model, response</c></description></item>
/// <item><term>AlpacaEval's <c>model_outputs.json</c></term><description><c>instruction, output, generator</c></description></item>
/// <item><term>Arena-Hard's <c>model_answer/*.jsonl</c></term><description><c>uid, model, messages</c>; before version 2
/// <c>question_id, model_id, choices</c>, which are MT-bench's too, of one turn</description></item>
/// </list>
/// </summary>
public static class RecordedAnswerReader
{
    /// <exception cref="InvalidDataException">A row of no known shape, or without a field of its shape; names file, line and field.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async IAsyncEnumerable<RecordedAnswer> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var index = 0;
        await foreach (var record in JsonRecords.ReadAsync(path, cancellationToken)) yield return Read(record, index++);
    }

    private static RecordedAnswer Read(JsonRecord record, int index)
    {
        if (IsThere(record, "response")) return Plain(record);
        if (IsThere(record, "output")) return OfAlpacaEval(record, index);
        if (IsThere(record, "messages")) return OfArenaHard(record);
        if (IsThere(record, "choices")) return OfChoices(record);
        throw record.Wrong(
            $"no answer: the row has {record.Names()}, and none of response (with prompt_id, model), output (with instruction, generator), "
            + "messages (with uid, model), choices (with question_id, model_id)");
    }

    private static bool IsThere(JsonRecord record, string field) => record.Has(field) || record.IsNull(field);

    private static RecordedAnswer Plain(JsonRecord record) => Of(
        record, record.Name("prompt_id"), record.Name("model"), record, "response", Tokens(record, "tokens"),
        record.Has("instruction") ? record.Text("instruction") : null);

    private static RecordedAnswer OfAlpacaEval(JsonRecord record, int index) => Of(
        record, index.ToString(CultureInfo.InvariantCulture), record.Name("generator"), record, "output", null, record.Text("instruction"));

    private static RecordedAnswer OfArenaHard(JsonRecord record)
    {
        var (prompt, model) = (record.Name("uid"), record.Name("model"));
        if (record.IsNull("messages")) return Without(record, prompt, model, "messages");
        var answer = record.List("messages").LastOrDefault(message => message.Has("role") && message.Text("role") == "assistant")
            ?? throw record.Wrong("messages", "has no message whose role is assistant");
        var tokens = record.Find("metadata") is { ValueKind: JsonValueKind.Object } metadata ? Tokens(record with { Fields = metadata }, "token_len") : null;
        return answer.Find("content") is { ValueKind: JsonValueKind.Object } parts
            ? Of(record, prompt, model, answer with { Fields = parts }, "answer", tokens)
            : Of(record, prompt, model, answer, "content", tokens);
    }

    private static RecordedAnswer OfChoices(JsonRecord record)
    {
        var (prompt, model) = (record.Name("question_id"), record.Name("model_id"));
        if (record.IsNull("choices")) return Without(record, prompt, model, "choices");
        var choice = record.List("choices") is [var first, ..] ? first : throw record.Wrong("choices", "is empty");
        if (choice.IsNull("turns")) return Without(record, prompt, model, "turns");
        if (choice.Find("turns") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() != 1)
            throw record.Wrong(
                "choices", "must have the answer to one turn; of conversations, give the answer to each turn a row with prompt_id, model, response");
        var turn = list[0];
        if (turn.ValueKind == JsonValueKind.Null) return Without(record, prompt, model, "turns");
        if (turn.ValueKind == JsonValueKind.String) return new(prompt, model, record.Text("choices", turn), null, null, record.Line);
        if (turn.ValueKind != JsonValueKind.Object) throw record.Wrong("choices", "has a turn that is neither a text nor an object with content");
        var content = record with { Fields = turn };
        return Of(record, prompt, model, content, "content", Tokens(content, "token_len"));
    }

    private static RecordedAnswer Of(
        JsonRecord record, string prompt, string model, JsonRecord holder, string field, int? tokens, string? instruction = null) =>
        holder.IsNull(field) ? Without(record, prompt, model, field, instruction)
        : new(prompt, model, holder.Text(field), instruction, tokens, record.Line);

    /// <summary>A null is no answer, and no reason to refuse the answers beside it.</summary>
    private static RecordedAnswer Without(JsonRecord record, string prompt, string model, string field, string? instruction = null) =>
        new(
            prompt, model, "", instruction, null, record.Line,
            $"{record.Path}:{record.Line}: {field}: is null, so the file has no answer of {model} to this prompt");

    private static int? Tokens(JsonRecord record, string field) => record.Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var tokens) && tokens >= 0 => tokens,
        _ => throw record.Wrong(field, "must be a whole number of at least 0"),
    };
}
