using System.Globalization;
using System.Text.Json;
using ArenaLearning.Arena.Tables;
using ArenaLearning.Contracts.Files;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>The fields of one row, whatever the format. A dot in a name leads into an object, or stands in a column's name.</summary>
internal abstract class BattleFields
{
    /// <summary>Whether there is such a field, be it empty or null.</summary>
    public abstract bool Has(string name);

    /// <returns>Null where there is no such field or it is empty.</returns>
    public abstract string? Text(string name);

    /// <returns>Null where there is no such field or it is empty; an object counts as the sum of its numbers.</returns>
    /// <exception cref="FormatException">It is no number.</exception>
    public abstract double? Number(string name);

    protected static double Parse(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value : throw new FormatException($"{name} is '{text}'; write a number.");
}

/// <summary>A row of a CSV file: the one at which the table is.</summary>
internal sealed class CsvBattleFields(IReadOnlyDictionary<string, int> columns, CsvTable table) : BattleFields
{
    public override bool Has(string name) => columns.ContainsKey(name);

    public override string? Text(string name) =>
        columns.TryGetValue(name, out var column) && table.Values[column] is { Length: > 0 } value ? value : null;

    public override double? Number(string name) => Text(name) is { } text ? Parse(name, text) : null;
}

/// <summary>A line of a JSONL file.</summary>
internal sealed class JsonBattleFields(JsonElement row) : BattleFields
{
    public override bool Has(string name) => Find(name) is not null;

    public override string? Text(string name) => Find(name) is { ValueKind: not JsonValueKind.Null } value ? TextOf(name, value) : null;

    public override double? Number(string name) => Find(name) is { } value ? Number(name, value) : null;

    private static string TextOf(string name, JsonElement value)
    {
        try
        {
            return value.ToString();
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"{name} {JsonRecord.HalfCharacter}.");
        }
    }

    private JsonElement? Find(string name)
    {
        try
        {
            return Found(name);
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"the name of a field {JsonRecord.HalfCharacter}.");
        }
    }

    private JsonElement? Found(string name)
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
        _ => Parse(name, TextOf(name, value)),
    };
}

/// <summary>A row of a Parquet file.</summary>
internal sealed class ParquetBattleFields(IDictionary<string, object> row) : BattleFields
{
    public override bool Has(string name) => row.ContainsKey(name);

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
