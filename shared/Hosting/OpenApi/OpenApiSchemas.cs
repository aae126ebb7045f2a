using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace ArenaLearning.Hosting.OpenApi;

/// <summary>Messages and enums as JSON Schemas: what protobuf's JSON has for them. Each is written once, and referred to.</summary>
internal sealed class OpenApiSchemas(ProtoComments comments)
{
    /// <summary>Types that JSON has a form of its own for.</summary>
    private static readonly Dictionary<string, Func<JsonObject>> WellKnown = new(StringComparer.Ordinal)
    {
        ["google.protobuf.Timestamp"] = () => new() { ["type"] = "string", ["format"] = "date-time" },
        ["google.protobuf.Duration"] = () => new() { ["type"] = "string", ["pattern"] = "^-?[0-9]+([.][0-9]{1,9})?s$" },
        ["google.protobuf.Any"] = () => new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["@type"] = new JsonObject { ["type"] = "string" } },
            ["required"] = new JsonArray("@type"),
            ["additionalProperties"] = true,
        },
    };

    private readonly SortedDictionary<string, JsonObject> written = new(StringComparer.Ordinal);

    /// <summary>All that was referred to, by name.</summary>
    public JsonObject Components => new(written.Select(schema => KeyValuePair.Create<string, JsonNode?>(schema.Key, schema.Value.DeepClone())));

    public JsonObject Of(MessageDescriptor message)
    {
        if (WellKnown.TryGetValue(message.FullName, out var known)) return known();
        var name = NameOf(message);
        if (!written.ContainsKey(name))
        {
            // Before its fields: a message may hold itself.
            written[name] = [];
            written[name] = Object(message, message.Fields.InDeclarationOrder());
        }
        return Reference(name);
    }

    /// <summary>An object with some fields of a message.</summary>
    public JsonObject Object(MessageDescriptor message, IEnumerable<FieldDescriptor> fields)
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (comments.Find(message.FullName) is { } comment) schema["description"] = comment;
        schema["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.JsonName, Described(field))));
        return schema;
    }

    public JsonObject Of(FieldDescriptor field) => field.IsMap
        ? new() { ["type"] = "object", ["additionalProperties"] = One(field.MessageType.FindFieldByNumber(2)) }
        : field.IsRepeated ? new() { ["type"] = "array", ["items"] = One(field) } : One(field);

    /// <returns>What the contract says of a field, or null.</returns>
    public string? CommentOf(FieldDescriptor field) => comments.Find(field.FullName);

    private JsonObject Described(FieldDescriptor field)
    {
        var schema = Of(field);
        if (CommentOf(field) is not { } comment) return schema;
        // Nothing may stand beside a reference.
        return schema.ContainsKey("$ref") ? new() { ["allOf"] = new JsonArray(schema), ["description"] = comment } : With(schema, "description", comment);
    }

    private JsonObject One(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => Of(field.MessageType),
        FieldType.Enum => Of(field.EnumType),
        FieldType.Bool => new() { ["type"] = "boolean" },
        FieldType.String => new() { ["type"] = "string" },
        FieldType.Bytes => new() { ["type"] = "string", ["format"] = "byte" },
        FieldType.Double => new() { ["type"] = "number", ["format"] = "double" },
        FieldType.Float => new() { ["type"] = "number", ["format"] = "float" },
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 or FieldType.UInt64 or FieldType.Fixed64 => Whole("int64"),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 or FieldType.UInt32 or FieldType.Fixed32 => Whole("int32"),
        var type => throw new NotSupportedException($"{field.FullName} is a {type}, which has no form in JSON here."),
    };

    private JsonObject Of(EnumDescriptor values)
    {
        var name = values.Name;
        if (!written.ContainsKey(name))
            written[name] = new()
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. values.Values.Select(value => JsonValue.Create(value.Name))]),
            };
        return Reference(name);
    }

    // Those of other packages keep theirs: google.rpc has a Status, too.
    private static string NameOf(MessageDescriptor message) => message.File.Package == "arena.v1" ? message.Name : message.FullName;

    private static JsonObject Whole(string format) => new() { ["type"] = "integer", ["format"] = format };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private static JsonObject With(JsonObject schema, string key, string value)
    {
        schema[key] = value;
        return schema;
    }
}
