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
        using var reader = new StreamReader(stream);
        using var csv = new CsvParser(reader, configuration);
        string[]? header = null;
        while (await csv.ReadAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = csv.Record!;
            // Blank rows are what spreadsheets leave behind.
            if (values.All(string.IsNullOrWhiteSpace)) continue;
            if (header is null) header = values;
            else yield return new(new(path, FirstLine(csv), IsLine: true), Fields(header, values), Problem(header.Length, values.Length, badQuotes));
            badQuotes = false;
        }
    }

    /// <summary>The parser knows a row's last line, and a value may hold line ends.</summary>
    private static int FirstLine(CsvParser csv)
    {
        var row = csv.RawRecord.AsSpan().TrimEnd("\r\n");
        return csv.RawRow - row.Count('\n') - (row.Count('\r') - row.Count("\r\n"));
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
