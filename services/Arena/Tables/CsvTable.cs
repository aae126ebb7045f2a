using System.Globalization;
using ArenaLearning.Contracts.Files;
using nietras.SeparatedValues;

namespace ArenaLearning.Arena.Tables;

/// <summary>A CSV file (RFC 4180) with a header, row by row. Blank rows, which spreadsheets leave behind, are skipped wherever they are.</summary>
internal sealed class CsvTable : IDisposable
{
    private readonly SepReader reader;
    private readonly string path;
    private string[] values = [];
    private int nextLine = 1;

    private CsvTable(string path)
    {
        this.path = path;
        reader = Sep.New(',').Reader(options => options with
        {
            HasHeader = false, // it may stand behind blank lines
            Unescape = true,
            DisableColCountCheck = true, // blank rows have one column
            CreateToString = SepToString.PoolPerCol(),
        }).From(DataFile.OpenText(path));
    }

    /// <summary>The header's names, as they are written.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>Of the row, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The row's values, as many as there are columns; another row's after <see cref="Next"/>.</summary>
    public IReadOnlyList<string> Values => values;

    /// <exception cref="InvalidDataException">The file is no text or has no header; names the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvTable Open(string path)
    {
        var table = new CsvTable(path);
        try
        {
            if (!table.Next()) throw new InvalidDataException($"{path}: there is no header: the first row must name the columns");
            table.Columns = table.values;
            table.values = new string[table.Columns.Count];
            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <returns>Whether there is another row.</returns>
    /// <exception cref="InvalidDataException">The row has more or fewer values than there are columns, or is no text; names file and line.</exception>
    public bool Next()
    {
        while (reader.MoveNext())
        {
            var row = reader.Current;
            // Sep says that the first row of a file without its own header begins in line 2.
            (Line, nextLine) = (nextLine, row.LineNumberToExcl);
            if (IsBlank(row)) continue;
            if (Columns.Count == 0) values = new string[row.ColCount];
            else if (row.ColCount != values.Length)
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}:{Line}: the row has {row.ColCount} values and the header {values.Length} columns; quote values that hold a comma"));
            for (var column = 0; column < values.Length; column++) values[column] = row[column].ToString();
            return true;
        }
        return false;
    }

    public void Dispose() => reader.Dispose();

    private static bool IsBlank(SepReader.Row row)
    {
        for (var column = 0; column < row.ColCount; column++)
        {
            if (!row[column].Span.IsWhiteSpace()) return false;
        }
        return true;
    }
}
