using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ArenaLearning.Contracts.Formats.Records;

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
        if (record.Has("response")) return Plain(record);
        if (record.Has("output")) return OfAlpacaEval(record, index);
        if (record.Has("messages")) return OfArenaHard(record);
        if (record.Has("choices")) return OfChoices(record);
        throw record.Wrong(
            $"no answer: the row has {record.Names()}, and none of response (with prompt_id, model), output (with instruction, generator), "
            + "messages (with uid, model), choices (with question_id, model_id)");
    }

    private static RecordedAnswer Plain(JsonRecord record) => new(
        record.Name("prompt_id"), record.Name("model"), record.Text("response"), record.Has("instruction") ? record.Text("instruction") : null,
        Tokens(record, "tokens"), record.Line);

    private static RecordedAnswer OfAlpacaEval(JsonRecord record, int index) => new(
        index.ToString(CultureInfo.InvariantCulture), record.Name("generator"), record.Text("output"), record.Text("instruction"), null, record.Line);

    private static RecordedAnswer OfArenaHard(JsonRecord record)
    {
        var answer = record.List("messages").LastOrDefault(message => message.Has("role") && message.Text("role") == "assistant")
            ?? throw record.Wrong("messages", "has no message whose role is assistant");
        var content = answer.Find("content") is { ValueKind: JsonValueKind.Object } parts
            ? (answer with { Fields = parts }).Text("answer") : answer.Text("content");
        return new(
            record.Name("uid"), record.Name("model"), content, null,
            record.Find("metadata") is { ValueKind: JsonValueKind.Object } metadata ? Tokens(record with { Fields = metadata }, "token_len") : null, record.Line);
    }

    private static RecordedAnswer OfChoices(JsonRecord record)
    {
        var turns = record.List("choices") is [var choice, ..] ? choice.Find("turns") : throw record.Wrong("choices", "is empty");
        if (turns is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() != 1)
            throw record.Wrong("choices", "must have the answer to one turn; of conversations, give the answer to each turn a row with prompt_id, model, response");
        var turn = list[0];
        if (turn.ValueKind == JsonValueKind.String)
            return new(record.Name("question_id"), record.Name("model_id"), turn.GetString()!, null, null, record.Line);
        if (turn.ValueKind != JsonValueKind.Object) throw record.Wrong("choices", "has a turn that is neither a text nor an object with content");
        var content = record with { Fields = turn };
        return new(record.Name("question_id"), record.Name("model_id"), content.Text("content"), null, Tokens(content, "token_len"), record.Line);
    }

    private static int? Tokens(JsonRecord record, string field) => record.Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var tokens) && tokens >= 0 => tokens,
        _ => throw record.Wrong(field, "must be a whole number of at least 0"),
    };
}
