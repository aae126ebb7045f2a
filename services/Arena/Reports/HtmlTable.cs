namespace ArenaLearning.Arena.Reports;

/// <summary>A column of a table.</summary>
/// <param name="Kind">How its cells stand: numbers to the right, names to the left, long text wrapped.</param>
internal sealed record Column(string Header, ColumnKind Kind = ColumnKind.Number);

internal enum ColumnKind { Number, Name, Long }

internal static class HtmlTable
{
    /// <summary>
    /// A table with a caption and header cells. The first cell of a row is its header. It scrolls in a frame of its own, which the
    /// keyboard reaches, so that a wide table never widens the page.
    /// </summary>
    public static Html Render(string caption, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<Html>> rows) => Scroll(caption, Html.Of($"""
        <table><caption>{caption}</caption>
        <thead><tr>{columns.Select(Header)}</tr></thead>
        <tbody>{rows.Select(row => Row(columns, row))}</tbody></table>
        """));

    public static Html Scroll(string label, Html table) =>
        Html.Of($"""<div class="scroll" tabindex="0" role="region" aria-label="{label}">{table}</div>""");

    private static Html Header(Column column) => Html.Of($"""<th scope="col" class="{Class(column)}">{column.Header}</th>""");

    private static Html Row(IReadOnlyList<Column> columns, IReadOnlyList<Html> cells) => Html.Of($"""
        <tr><th scope="row">{cells[0]}</th>{columns.Zip(cells).Skip(1).Select(c => Html.Of($"""<td class="{Class(c.First)}">{c.Second}</td>"""))}</tr>
        """);

    private static string Class(Column column) => column.Kind switch
    {
        ColumnKind.Number => "number",
        ColumnKind.Name => "name",
        _ => "long",
    };
}
