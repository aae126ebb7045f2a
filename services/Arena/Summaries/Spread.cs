using System.Globalization;

namespace ArenaLearning.Arena.Summaries;

/// <summary>A figure over several campaigns.</summary>
/// <param name="StandardError">Of the mean: the sample's deviation (n - 1) over the root of n; 0 for one value.</param>
internal sealed record Spread(double Mean, double StandardError, double Least, double Most, int Count)
{
    /// <returns>Null where there is no value.</returns>
    public static Spread? Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return null;
        var mean = values.Average();
        var variance = values.Count < 2 ? 0 : values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return new(mean, Math.Sqrt(variance / values.Count), values.Min(), values.Max(), values.Count);
    }

    /// <summary><c>+5.4 (0.6)</c>: mean and standard error.</summary>
    public string Gain(double scale = 1) =>
        string.Create(CultureInfo.InvariantCulture, $"{scale * Mean:+0.0;-0.0;0.0} ({scale * StandardError:0.0})");

    /// <summary><c>93.1 (91.8 to 94.0)</c>: mean, least and most.</summary>
    public string Range(double scale = 1) =>
        string.Create(CultureInfo.InvariantCulture, $"{scale * Mean:0.0} ({scale * Least:0.0} to {scale * Most:0.0})");
}
