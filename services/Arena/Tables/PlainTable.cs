using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ArenaLearning.Arena.Tables;

/// <summary>Tables without colours or control codes: what ends a command reads the same in a terminal, a log and a file.</summary>
internal static class PlainTable
{
    private const int Width = 110;

    /// <param name="words">Columns of words, which come first.</param>
    /// <param name="numbers">Columns of numbers.</param>
    public static string Text(IEnumerable<string> words, IEnumerable<string> numbers, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var name in words) table.AddColumn(name);
        foreach (var name in numbers) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(cell)));
        return Text(table);
    }

    public static string Text(IRenderable table)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = Width;
        console.Write(table);
        return text.ToString().TrimEnd();
    }
}
