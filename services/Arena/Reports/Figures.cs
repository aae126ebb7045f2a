using System.Globalization;

namespace ArenaLearning.Arena.Reports;

/// <summary>How the report writes numbers: the same everywhere, whatever the machine's language is.</summary>
internal static class Figures
{
    public const string None = "–";

    public static string Elo(double elo) => Format($"{elo:0}");

    public static string Interval(double lower, double upper) => Format($"{lower:0} to {upper:0}");

    /// <param name="share">0 to 1.</param>
    public static string Percent(double share) => double.IsFinite(share) ? Format($"{100 * share:0.0}%") : None;

    public static string Percent(IReadOnlyDictionary<string, double> shares, string key) =>
        shares.TryGetValue(key, out var share) ? Percent(share) : None;

    /// <param name="difference">Of two shares of 0 to 1.</param>
    public static string Points(double difference) => Format($"{100 * difference:+0.0;−0.0;0.0}");

    public static string Signed(double difference) => Format($"{difference:+0;−0;0}");

    public static string Count(long count) => Format($"{count:#,0}");

    /// <summary>Four significant digits: losses, rewards and rates of any size.</summary>
    public static string Value(double value) => double.IsFinite(value) ? Format($"{value:G4}") : None;

    public static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        if (time.TotalMinutes < 1) return Format($"{seconds:0.0} s");
        return time.TotalHours < 1
            ? Format($"{time.Minutes} min {time.Seconds} s")
            : Format($"{Math.Floor(time.TotalHours):0} h {time.Minutes} min");
    }

    public static string Memory(long bytes) => Format($"{bytes / 1e9:0.00} GB");

    private static string Format(FormattableString figure) => figure.ToString(CultureInfo.InvariantCulture);
}
