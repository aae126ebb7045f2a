using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace ArenaLearning.DataMining.Import;

/// <summary>Rows of CSV files (RFC 4180) with a header; every value is text, empty ones are left out.</summary>
internal static class CsvRows
{
    public static async IAsyncEnumerable<TableRow> ReadAsync(
        string path, Stream stream, string delimiter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var badQuotes = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,
            MissingFieldFound = null,
            BadDataFound = _ => badQuotes = true,
        };
        using var reader = new StreamReader(stream, TableFile.StrictUtf8);
        using var csv = new CsvParser(reader, configuration);
        if (!await csv.ReadAsync()) yield break;
        var header = csv.Record!;
        // A row starts after the last line of the row before it, for a value may hold line ends.
        var line = csv.RawRow + 1;
        while (await csv.ReadAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = csv.Record!;
            yield return new(new(path, line, IsLine: true), Fields(header, values), Problem(header.Length, values.Length, badQuotes));
            line = csv.RawRow + 1;
            badQuotes = false;
        }
    }

    private static string? Problem(int columns, int values, bool badQuotes)
    {
        if (badQuotes) return "has a quotation mark inside a value that is not quoted; quote the value and double the mark";
        return values > columns ? $"has {values} values where the header has {columns} columns; quote values that hold the delimiter" : null;
    }

    private static JsonElement Fields(string[] header, string[] values)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < header.Length && i < values.Length; i++)
            if (values[i].Length > 0)
                fields[header[i]] = values[i];
        return JsonSerializer.SerializeToElement(fields);
    }
}
