using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;

namespace ArenaLearning.Arena.Reports;

/// <summary>Charts as pictures that travel inside the page.</summary>
public static partial class Chart
{
    /// <param name="Name">In the legend.</param>
    /// <param name="Points">x and y; points that are not finite are left out.</param>
    /// <param name="Color">Index of its colour and marker, so that one thing looks alike in every chart.</param>
    public sealed record Line(string Name, IReadOnlyList<Coordinates> Points, int Color);

    /// <summary>
    /// The drawing in light and in dark, as SVG data URIs; the browser shows the one that the reader's colour scheme asks for.
    /// An image cannot run scripts or reach the network, whatever the names in it say.
    /// </summary>
    /// <param name="width">In CSS pixels; the page shrinks it where there is less room.</param>
    /// <param name="alternative">What the picture shows, for who cannot see it.</param>
    public static Html Picture(Func<ChartTheme, Plot> draw, int width, int height, string alternative) => Html.Of($"""
        <picture><source media="(prefers-color-scheme: dark)" srcset="{DataUri(draw(ChartTheme.Dark), width, height)}">
        <img src="{DataUri(draw(ChartTheme.Light), width, height)}" width="{width}" height="{height}" alt="{alternative}"></picture>
        """);

    /// <summary>Drawn anew for screens of less than 640 px, where the wide drawing would be too small to read.</summary>
    /// <param name="draw">In these colours; true for the narrow drawing.</param>
    public static Html Picture(
        Func<ChartTheme, bool, Plot> draw, (int Width, int Height) wide, (int Width, int Height) narrow, string alternative)
    {
        return Html.Of($"""
            <picture>{Source("(max-width: 640px) and (prefers-color-scheme: dark)", ChartTheme.Dark)}{Source("(max-width: 640px)", ChartTheme.Light)}
            <source media="(prefers-color-scheme: dark)" srcset="{Wide(ChartTheme.Dark)}">
            <img src="{Wide(ChartTheme.Light)}" width="{wide.Width}" height="{wide.Height}" alt="{alternative}"></picture>
            """);

        string Wide(ChartTheme theme) => DataUri(draw(theme, false), wide.Width, wide.Height);
        Html Source(string media, ChartTheme theme) => Html.Of($"""
            <source media="{media}" srcset="{DataUri(draw(theme, true), narrow.Width, narrow.Height)}" width="{narrow.Width}" height="{narrow.Height}">
            """);
    }

    /// <summary>Lines over a numeric x axis.</summary>
    public static Plot Lines(ChartTheme theme, string xLabel, IReadOnlyList<Line> lines, bool markers = false)
    {
        var plot = theme.NewPlot();
        foreach (var line in lines)
        {
            var points = line.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).ToArray();
            if (points.Length == 0) continue;
            var scatter = plot.Add.Scatter(points, theme.Of(line.Color));
            scatter.LegendText = Abbreviate(line.Name);
            scatter.LineWidth = 2;
            scatter.MarkerShape = ChartTheme.ShapeOf(line.Color);
            scatter.MarkerSize = markers || points.Length == 1 ? 8 : 0;
        }
        plot.XLabel(xLabel, 12);
        ShowLegendBelow(plot);
        return plot;
    }

    /// <summary>Names instead of numbers under the x axis, slanted where one would run into the next.</summary>
    public static void NameTicks(Plot plot, IReadOnlyList<string> names, bool slanted)
    {
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, names.Count).Select(i => (double)i)], [.. names.Select(Abbreviate)]);
        plot.Axes.SetLimitsX(-0.5, names.Count - 0.5);
        if (!slanted) return;
        plot.Axes.Bottom.TickLabelStyle.Rotation = -45;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        plot.Axes.Bottom.MinimumSize = 52;
    }

    public static void ShowLegendBelow(Plot plot) => plot.ShowLegend(Edge.Bottom).Padding = new PixelPadding(4);

    /// <summary>A name cut to what a chart has room for; tables carry it whole.</summary>
    public static string Abbreviate(string name) => name.Length <= 18 ? name : name[..17] + "…";

    private static string DataUri(Plot plot, int width, int height)
    {
        using (plot)
            return "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(Svg(plot, width, height)));
    }

    /// <summary>
    /// ScottPlot's SVG names one installed font and the place of every glyph in it. Only the place of the first is kept, so
    /// that a reader's machine with other fonts still spaces the letters well.
    /// </summary>
    private static string Svg(Plot plot, int width, int height)
    {
        var svg = GlyphPlaces().Replace(plot.GetSvgXml(width, height), "$1=\"$2\"");
        svg = Renumber(svg);
        svg = FontFamily().Replace(svg, "font-family=\"Arial, Liberation Sans, Helvetica, DejaVu Sans, sans-serif\"");
        return svg.Replace("<svg ", string.Create(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {width} {height}\" "), StringComparison.Ordinal);
    }

    /// <summary>Skia counts clip paths over the life of the process; counted by picture, the same chart is the same text.</summary>
    private static string Renumber(string svg)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return ClipPath().Replace(svg, match =>
        {
            numbers.TryAdd(match.Value, numbers.Count);
            return $"clip{numbers[match.Value]}";
        });
    }

    [GeneratedRegex("\\b([xy])=\"(-?[\\d.]+(?:e-?\\d+)?), [^\"]*\"")]
    private static partial Regex GlyphPlaces();

    [GeneratedRegex(@"\bcl_[0-9a-f]+\b")]
    private static partial Regex ClipPath();

    [GeneratedRegex("font-family=\"[^\"]*\"")]
    private static partial Regex FontFamily();
}
