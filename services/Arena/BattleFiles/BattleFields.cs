using System.Globalization;
using System.Text.Json;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>The fields of one row, whatever the format. A dot in a name leads into an object, or stands in a column's name.</summary>
internal abstract class BattleFields
{
    /// <returns>Null where there is no such field or it is empty.</returns>
    public abstract string? Text(string name);

    /// <returns>Null where there is no such field or it is empty; an object counts as the sum of its numbers.</returns>
    /// <exception cref="FormatException">It is no number.</exception>
    public abstract double? Number(string name);

    protected static double Parse(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value : throw new FormatException($"{name} is '{text}'; write a number.");
}

/// <summary>A row of a CSV file.</summary>
internal sealed class CsvFields(IReadOnlyDictionary<string, int> columns) : BattleFields
{
    public string[] Values { get; } = new string[columns.Count];

    public override string? Text(string name) =>
        columns.TryGetValue(name, out var column) && Values[column].Length > 0 ? Values[column] : null;

    public override double? Number(string name) => Text(name) is { } text ? Parse(name, text) : null;
}

/// <summary>A line of a JSONL file.</summary>
internal sealed class JsonFields(JsonElement row) : BattleFields
{
    public override string? Text(string name) => Find(name) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : null;

    public override double? Number(string name) => Find(name) is { } value ? Number(name, value) : null;

    private JsonElement? Find(string name)
    {
        if (row.TryGetProperty(name, out var value)) return value;
        value = row;
        foreach (var part in name.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(part, out value)) return null;
        }
        return value;
    }

    private static double? Number(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.Object => value.EnumerateObject().Sum(part => Number($"{name}.{part.Name}", part.Value) ?? 0),
        _ => Parse(name, value.ToString()),
    };
}

/// <summary>A row of a Parquet file.</summary>
internal sealed class ParquetFields(IDictionary<string, object> row) : BattleFields
{
    public override string? Text(string name) => Find(name) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    public override double? Number(string name) => Number(name, Find(name));

    private object? Find(string name)
    {
        if (row.TryGetValue(name, out var value)) return value;
        value = row;
        foreach (var part in name.Split('.'))
        {
            if (value is not IDictionary<string, object> group || !group.TryGetValue(part, out value)) return null;
        }
        return value;
    }

    private static double? Number(string name, object? value) => value switch
    {
        null => null,
        IDictionary<string, object> group => group.Sum(part => Number($"{name}.{part.Key}", part.Value) ?? 0),
        _ => Parse(name, Convert.ToString(value, CultureInfo.InvariantCulture)!),
    };
}
