using System.Globalization;
using System.Text.Json;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>Fields of a reply that may be missing, null, or of another kind than they should be.</summary>
internal static class JsonFields
{
    /// <returns>Null where the element is no object, or has no such field, or it is null.</returns>
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <returns>Null where it is no string.</returns>
    public static string? Text(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A whole number from 0; <c>20.0</c> and <c>"20"</c> are read too.</summary>
    /// <returns>Null where it is none.</returns>
    public static int? Count(this JsonElement element, string name)
    {
        var written = element.Field(name) switch
        {
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            _ => null,
        };
        return double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
            && count is >= 0 and <= int.MaxValue && double.IsInteger(count) ? (int)count : null;
    }
}
