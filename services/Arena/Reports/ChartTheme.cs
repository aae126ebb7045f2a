using ScottPlot;
using SkiaSharp;

namespace ArenaLearning.Arena.Reports;

/// <summary>Colours of a chart on light or dark paper, each of at least 3:1 against the paper (WCAG 1.4.11).</summary>
/// <param name="Ink">Of text.</param>
/// <param name="Grid">Of grid lines.</param>
/// <param name="Series">Taken in turn; neighbours also differ in lightness, for eyes that do not tell hues apart.</param>
public sealed record ChartTheme(Color Paper, Color Ink, Color Grid, IReadOnlyList<Color> Series)
{
    // The families that have Arial's widths come first: the SVG's text is then laid out alike in every browser.
    private static readonly string FontName =
        new[] { "Arial", "Liberation Sans", "Helvetica", "DejaVu Sans" }
            .FirstOrDefault(SKFontManager.Default.FontFamilies.Contains, Fonts.Default);

    private static readonly MarkerShape[] Shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleDown];

    private static readonly MarkerShape[] HollowShapes =
        [MarkerShape.OpenCircle, MarkerShape.OpenSquare, MarkerShape.OpenTriangleUp, MarkerShape.OpenDiamond, MarkerShape.OpenTriangleDown];

    public static ChartTheme Light { get; } = new(
        Color.FromHex("#ffffff"), Color.FromHex("#3d4654"), Color.FromHex("#e3e7ec"),
        Hex("#1f5fa8", "#c2570c", "#0f766e", "#8b3fb8", "#8a6d00", "#b0234f", "#4b5563"));

    public static ChartTheme Dark { get; } = new(
        Color.FromHex("#161b22"), Color.FromHex("#b9c3d0"), Color.FromHex("#2b3440"),
        Hex("#7db7f5", "#f5a05a", "#4fd1c0", "#d09af0", "#e0c452", "#f58aa8", "#b6c0cc"));

    public Color Of(int series) => Series[series % Series.Count];

    public static MarkerShape ShapeOf(int series) => Shapes[series % Shapes.Length];

    public static MarkerShape HollowShapeOf(int series) => HollowShapes[series % HollowShapes.Length];

    /// <summary>An empty plot in these colours.</summary>
    public Plot NewPlot()
    {
        var plot = new Plot();
        plot.FigureBackground.Color = Paper;
        plot.DataBackground.Color = Paper;
        plot.Axes.Color(Ink);
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Grid.MajorLineColor = Grid;
        plot.Grid.MinorLineWidth = 0;
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.Bottom.MinorTickStyle.Length = 0;
        plot.Legend.BackgroundColor = Paper;
        plot.Legend.FontColor = Ink;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontSize = 12;
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.TightHorizontalWrapping = true;
        plot.Font.Set(FontName);
        return plot;
    }

    private static Color[] Hex(params string[] colors) => [.. colors.Select(c => Color.FromHex(c))];
}
