using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>A reply as a stream of events, which some servers send without being asked: its pieces make one reply.</summary>
internal static class EventStream
{
    private const string Data = "data:";

    public static bool Begins(string body) => body.AsSpan().TrimStart().StartsWith(Data, StringComparison.Ordinal);

    /// <returns>What the server would have sent in one piece: the last event's fields, with one choice that has all of the message.</returns>
    /// <exception cref="JsonException">An event is no JSON.</exception>
    public static JsonDocument Join(string body)
    {
        var whole = new JsonObject();
        var (fields, finish) = (new Dictionary<string, StringBuilder>(StringComparer.Ordinal), (JsonNode?)null);
        foreach (var line in body.Split('\n'))
        {
            if (!line.StartsWith(Data, StringComparison.Ordinal) || line[Data.Length..].Trim() is "" or "[DONE]") continue;
            if (JsonNode.Parse(line[Data.Length..]) is not JsonObject piece) continue;
            foreach (var (name, value) in piece)
                if (name != "choices" && value is not null) whole[name] = value.DeepClone();
            if (piece["choices"] is not JsonArray { Count: > 0 } choices || choices[0] is not JsonObject choice) continue;
            finish = choice["finish_reason"]?.DeepClone() ?? finish;
            if ((choice["delta"] ?? choice["message"]) is not JsonObject delta) continue;
            foreach (var (name, value) in delta)
            {
                if (value is not JsonValue text || !text.TryGetValue<string>(out var said)) continue;
                if (!fields.TryGetValue(name, out var built)) fields[name] = built = new();
                built.Append(said);
            }
        }
        var message = new JsonObject();
        foreach (var (name, text) in fields) message[name] = text.ToString();
        if (fields.Count > 0 || finish is not null)
            whole["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = finish });
        return JsonDocument.Parse(whole.ToJsonString());
    }
}
