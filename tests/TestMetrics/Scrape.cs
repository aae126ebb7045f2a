using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ArenaLearning.Monitoring.Metrics;

namespace ArenaLearning.TestMetrics;

/// <summary>What Prometheus would read of this process.</summary>
internal sealed partial class Scrape
{
    private readonly Dictionary<string, double> series = new(StringComparer.Ordinal);

    private Scrape(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')))
        {
            var parts = Sample().Match(line);
            if (!parts.Success) throw new FormatException($"no sample: {line}");
            series.Add(parts.Groups["series"].Value, double.Parse(parts.Groups["value"].Value.Replace("Inf", "Infinity"), CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Names with labels, as <c>name{label="value"}</c>.</summary>
    public IReadOnlyDictionary<string, double> Series => series;

    /// <param name="text">As <c>/metrics</c> tells it.</param>
    public static Scrape Of(string text) => new(text);

    /// <summary>Of the instruments of this process, though it serves none.</summary>
    public static async Task<Scrape> OfThisProcessAsync(CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await ArenaMetrics.Registry.CollectAndExportAsTextAsync(stream, cancellationToken);
        return new(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <returns>0 where it is not told.</returns>
    public double this[string name] => series.GetValueOrDefault(name);

    /// <summary>Sum of all series of an instrument; of a histogram, how often it was observed.</summary>
    public double Sum(string instrument) => series.Where(one => IsOf(instrument, one.Key)).Sum(one => one.Value);

    public bool Tells(string instrument) => series.Keys.Any(key => IsOf(instrument, key));

    private static bool IsOf(string instrument, string series) => series.Split('{')[0] is var name && (name == instrument || name == $"{instrument}_count");

    [GeneratedRegex("""^(?<series>[a-z_]+(\{.*\})?) (?<value>\S+)( \d+)?$""")]
    private static partial Regex Sample();
}
