using System.Globalization;

namespace ArenaLearning.Flywheel.Yaml;

/// <summary>The numbers that a key allows.</summary>
public readonly record struct Allowed(double Least, double Most, bool LeastExcluded = false, bool MostExcluded = false)
{
    public static Allowed Any { get; } = new(double.MinValue, double.MaxValue);
    public static Allowed Positive { get; } = new(0, double.MaxValue, LeastExcluded: true);
    public static Allowed NotNegative { get; } = new(0, double.MaxValue);
    /// <summary>Rates and shares: 0 to 1.</summary>
    public static Allowed Rate { get; } = new(0, 1);

    public static Allowed From(double least, double most) => new(least, most);

    public bool Contains(double value) =>
        double.IsFinite(value)
        && (LeastExcluded ? value > Least : value >= Least)
        && (MostExcluded ? value < Most : value <= Most);

    public override string ToString()
    {
        if (this == Any) return "a number";
        if (Most == double.MaxValue) return string.Create(CultureInfo.InvariantCulture, $"a number {(LeastExcluded ? "above" : "of at least")} {Least}");
        if (!LeastExcluded && !MostExcluded) return string.Create(CultureInfo.InvariantCulture, $"a number from {Least} to {Most}");
        return string.Create(CultureInfo.InvariantCulture,
            $"a number {(LeastExcluded ? "above" : "of at least")} {Least} and {(MostExcluded ? "below" : "at most")} {Most}");
    }
}
