using System.Globalization;
using ArenaLearning.Flywheel.Results;
using ScottPlot;

namespace ArenaLearning.Arena.Reports;

/// <summary>The target's Elo after every stage, with 95% intervals, against the competitors' bands.</summary>
public static class EloChart
{
    /// <summary>The chart as a PNG on light paper, for a README or a slide.</summary>
    /// <param name="width">In pixels; texts and lines grow with it.</param>
    public static byte[] Png(CampaignResult result, int width = 1600, int height = 760)
    {
        using var plot = Draw(ChartTheme.Light, Drawn(result), slanted: false);
        plot.ScaleFactor = width / 1000.0;
        return plot.GetImageBytes(width, height, ImageFormat.Png);
    }

    internal static Html Picture(CampaignResult result) => Chart.Picture(
        (theme, narrow) => Draw(theme, Drawn(result), slanted: narrow || result.Stages.Count > 12), (1084, 470), (340, 420), Alternative(Drawn(result)));

    /// <summary>Without the stages that never were to bring a version: they have no Elo of their own.</summary>
    private static CampaignResult Drawn(CampaignResult result) =>
        result with { Stages = [.. result.Stages.Where(stage => stage.BroughtVersion() || stage.WasSkipped())] };

    /// <summary>What the stages are called, in the order of their first one: each kind has a colour and a shape.</summary>
    private static string[] Labels(IEnumerable<StageResult> stages) => [.. stages.Select(stage => stage.Stage).Distinct()];

    private static Plot Draw(ChartTheme theme, CampaignResult result, bool slanted)
    {
        var plot = theme.NewPlot();
        var competitors = Competitors(result);
        var labels = Labels(result.Stages);
        foreach (var (i, row) in competitors.Index())
        {
            var color = theme.Of(labels.Length + i);
            plot.Add.VerticalSpan(row.Lower, row.Upper, color.WithAlpha(0.14)).LineWidth = 0;
            plot.Add.HorizontalLine(row.Elo, 1.5f, color);
        }
        var promoted = result.Stages.Index().Where(s => s.Item.Promoted).ToArray();
        if (promoted.Length > 1)
            plot.Add.ScatterLine(promoted.Select(s => new Coordinates(s.Index, s.Item.Elo)).ToArray(), theme.Ink.WithAlpha(0.45));
        foreach (var (i, stage) in result.Stages.Index())
        {
            var color = theme.Of(Array.IndexOf(labels, stage.Stage));
            var interval = plot.Add.ErrorBar([i], [stage.Elo], [0.0]);
            interval.YErrorNegative = [stage.Elo - stage.EloLower];
            interval.YErrorPositive = [stage.EloUpper - stage.Elo];
            (interval.Color, interval.LineWidth, interval.CapSize) = (color, 2, 5);
            DrawMarker(plot, theme, i, stage, Array.IndexOf(labels, stage.Stage));
        }
        Chart.NameTicks(plot, [.. result.Stages.Select(s => s.Name())], slanted);
        plot.YLabel("Elo on WizardArena", 12);
        // As the tables write it: an Elo has no thousands separator.
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            LabelFormatter = elo => elo.ToString("0", CultureInfo.InvariantCulture),
        };
        NameCompetitors(plot, competitors);
        AddLegend(plot, theme, result.Stages);
        return plot;
    }

    private static void DrawMarker(Plot plot, ChartTheme theme, int x, StageResult stage, int series)
    {
        if (stage.Promoted)
        {
            plot.Add.Marker(x, stage.Elo, ChartTheme.ShapeOf(series), 12, theme.Of(series));
            return;
        }
        plot.Add.Marker(x, stage.Elo, ChartTheme.ShapeOf(series), 11, theme.Paper);
        plot.Add.Marker(x, stage.Elo, stage.WasSkipped() ? MarkerShape.Eks : ChartTheme.HollowShapeOf(series), 11, theme.Of(series)).LineWidth = 2;
    }

    /// <summary>At the right edge, each beside its line, moved apart where two lines are too close for two names.</summary>
    private static void NameCompetitors(Plot plot, LeaderboardEntry[] competitors)
    {
        if (competitors.Length == 0) return;
        plot.Axes.AutoScaleY();
        var limits = plot.Axes.GetLimits();
        plot.Axes.Right.Min = limits.Bottom;
        plot.Axes.Right.Max = limits.Top;
        var least = (limits.Top - limits.Bottom) / 20;
        var places = new List<double>();
        foreach (var row in competitors.OrderBy(r => r.Elo))
            places.Add(places.Count == 0 ? row.Elo : Math.Max(row.Elo, places[^1] + least));
        plot.Axes.Right.SetTicks([.. places], [.. competitors.OrderBy(r => r.Elo).Select(r => Chart.Abbreviate(r.Contestant))]);
        plot.Axes.Right.MajorTickStyle.Length = 0;
    }

    private static void AddLegend(Plot plot, ChartTheme theme, IReadOnlyList<StageResult> stages)
    {
        foreach (var (i, label) in Labels(stages).Index())
            plot.Legend.ManualItems.Add(new() { LabelText = label, MarkerShape = ChartTheme.ShapeOf(i), MarkerSize = 10, MarkerColor = theme.Of(i) });
        if (stages.Any(s => !s.Promoted && !s.WasSkipped()))
            plot.Legend.ManualItems.Add(Outline("rejected by the gate", MarkerShape.OpenCircle));
        if (stages.Any(s => s.WasSkipped()))
            plot.Legend.ManualItems.Add(Outline("skipped", MarkerShape.Eks));
        Chart.ShowLegendBelow(plot);

        LegendItem Outline(string text, MarkerShape shape) =>
            new() { LabelText = text, MarkerShape = shape, MarkerSize = 10, MarkerLineColor = theme.Ink, MarkerLineWidth = 2 };
    }

    private static LeaderboardEntry[] Competitors(CampaignResult result)
    {
        var versions = result.Stages.Select(s => s.Contestant).ToHashSet(StringComparer.Ordinal);
        return [.. result.Leaderboard.Where(row => !versions.Contains(row.Contestant))];
    }

    private static string Alternative(CampaignResult result) =>
        "Elo by stage with 95% intervals. "
        + string.Join("; ", result.Stages.Select(s => $"{s.Name()} {Figures.Elo(s.Elo)} ({Figures.Interval(s.EloLower, s.EloUpper)}), {s.Outcome()}"))
        + ". Competitors: "
        + string.Join("; ", Competitors(result).Select(r => $"{r.Contestant} {Figures.Elo(r.Elo)} ({Figures.Interval(r.Lower, r.Upper)})"))
        + ".";
}
