using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using Microsoft.Extensions.AI;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>
/// Writes the body of a request to <c>chat/completions</c>. It sends <c>max_tokens</c>, which every compatible server
/// knows, where OpenAI's own library sends <c>max_completion_tokens</c>; a model that wants that name gets it from the
/// extra body. Equal requests give equal bytes.
/// </summary>
internal static class ChatRequestBody
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="extra">Fields of the extra body. They replace those of the same name; null leaves a field out.</param>
    /// <param name="withFormat">Whether <c>response_format</c> is sent where the options ask for it.</param>
    /// <param name="withSystem">Whether system messages are sent as such; otherwise their text begins the first message of the user.</param>
    public static byte[] Write(
        EndpointModel model, IReadOnlyDictionary<string, JsonElement> extra, IEnumerable<ChatMessage> messages, ChatOptions? options,
        bool withFormat = true, bool withSystem = true)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Writing);
        json.WriteStartObject();
        json.WriteString("model", model.Model);
        json.WriteStartArray("messages");
        var turns = WithSystemPrompt(model.SystemPrompt, messages);
        foreach (var (role, text) in withSystem ? turns : WithoutSystemRole(turns))
        {
            json.WriteStartObject();
            json.WriteString("role", role);
            json.WriteString("content", text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        // As decimals, for 0.7 as a float is not 0.7 as a double.
        Number("temperature", (decimal?)options?.Temperature);
        Number("top_p", (decimal?)options?.TopP ?? (decimal?)model.TopP);
        Number("max_tokens", options?.MaxOutputTokens);
        Number("frequency_penalty", (decimal?)options?.FrequencyPenalty);
        Number("presence_penalty", (decimal?)options?.PresencePenalty);
        Number("seed", options?.Seed);
        if (options?.StopSequences is { Count: > 0 } stop && !extra.ContainsKey("stop"))
        {
            json.WriteStartArray("stop");
            foreach (var text in stop) json.WriteStringValue(text);
            json.WriteEndArray();
        }
        if (withFormat && options?.ResponseFormat is ChatResponseFormatJson format && !extra.ContainsKey("response_format")) Format(json, format);
        foreach (var (name, value) in extra)
        {
            if (value.ValueKind == JsonValueKind.Null) continue;
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();

        void Number(string name, decimal? value)
        {
            if (value is { } number && !extra.ContainsKey(name)) json.WriteNumber(name, number);
        }
    }

    private static IEnumerable<(string Role, string Text)> WithSystemPrompt(string? systemPrompt, IEnumerable<ChatMessage> messages)
    {
        var pending = systemPrompt;
        foreach (var message in messages)
        {
            // One system message: many chat templates refuse a second.
            if (pending is not null && message.Role == ChatRole.System)
                yield return ("system", $"{pending}\n\n{message.Text}");
            else
            {
                if (pending is not null) yield return ("system", pending);
                yield return (message.Role.Value, message.Text);
            }
            pending = null;
        }
    }

    private static List<(string Role, string Text)> WithoutSystemRole(IEnumerable<(string Role, string Text)> turns)
    {
        var all = turns.ToList();
        var system = string.Join("\n\n", all.Where(turn => turn.Role == "system").Select(turn => turn.Text));
        all.RemoveAll(turn => turn.Role == "system");
        if (system.Length == 0) return all;
        if (all is [("user", var text), ..]) all[0] = ("user", $"{system}\n\n{text}");
        else all.Insert(0, ("user", system));
        return all;
    }

    private static void Format(Utf8JsonWriter json, ChatResponseFormatJson format)
    {
        json.WriteStartObject("response_format");
        json.WriteString("type", format.Schema is null ? "json_object" : "json_schema");
        if (format.Schema is { } schema)
        {
            json.WriteStartObject("json_schema");
            json.WriteString("name", format.SchemaName ?? "reply");
            json.WriteBoolean("strict", true);
            json.WritePropertyName("schema");
            schema.WriteTo(json);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
