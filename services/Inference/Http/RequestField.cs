using System.Text.Json;

namespace ArenaLearning.Inference.Http;

/// <summary>A value in a request's JSON and the path to it, which every complaint names.</summary>
internal readonly record struct RequestField(string Path, JsonElement Value)
{
    /// <summary>A member of an object; null where it is absent or JSON's null, which mean the same.</summary>
    public RequestField? this[string name] =>
        Value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? new(Path.Length == 0 ? name : $"{Path}.{name}", value) : null;

    public IEnumerable<RequestField> Members
    {
        get
        {
            var here = this;
            return Value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).Select(member => here[member.Name]!.Value);
        }
    }

    public IReadOnlyList<RequestField> Items()
    {
        Require(JsonValueKind.Array, "a list");
        var path = Path;
        return [.. Value.EnumerateArray().Select((item, index) => new RequestField($"{path}[{index}]", item))];
    }

    public RequestField Object()
    {
        Require(JsonValueKind.Object, "an object");
        return this;
    }

    public RequestField Required(string name) => this[name]
        ?? throw RequestRefusedException.Field(Path.Length == 0 ? name : $"{Path}.{name}", "is missing.", "missing_required_parameter");

    public string Text()
    {
        Require(JsonValueKind.String, "a string");
        return Value.GetString()!;
    }

    public bool Flag() => Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? Value.GetBoolean() : throw WrongKind("true or false");

    public double Number(double least, double most)
    {
        Require(JsonValueKind.Number, "a number");
        return Value.TryGetDouble(out var number) && number >= least && number <= most ? number
            : throw RequestRefusedException.Field(Path, $"must be from {least} to {most}, is {Value.GetRawText()}.");
    }

    public long Whole(long least, long most)
    {
        Require(JsonValueKind.Number, "a whole number");
        return Value.TryGetInt64(out var number) && number >= least && number <= most ? number
            : throw RequestRefusedException.Field(Path, $"must be a whole number from {least} to {most}, is {Value.GetRawText()}.");
    }

    private void Require(JsonValueKind kind, string what)
    {
        if (Value.ValueKind != kind) throw WrongKind(what);
    }

    private RequestRefusedException WrongKind(string wanted) => RequestRefusedException.Field(Path, $"must be {wanted}, is {Value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    }}.", "invalid_type");
}
