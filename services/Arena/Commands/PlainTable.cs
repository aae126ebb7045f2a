using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ArenaLearning.Arena.Commands;

/// <summary>Tables without colours or control codes: what ends a command reads the same in a terminal, a log and a file.</summary>
internal static class PlainTable
{
    private const int Width = 110;

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
