using System.Globalization;
using ArenaLearning.Settings;

namespace ArenaLearning.Flywheel.Work;

/// <summary>What all campaigns of a Flywheel may spend together, from the start of its process on, as the environment says.</summary>
public static class SharedBudget
{
    /// <returns>No limit where the variable is not set.</returns>
    /// <exception cref="ArgumentException">It is no amount of money.</exception>
    public static SpendLimit FromEnvironment() => Parse(Environment.GetEnvironmentVariable(KnownSettings.Budget.Variable));

    /// <inheritdoc cref="FromEnvironment"/>
    internal static SpendLimit Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return default;
        return decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd)
            ? new(null, usd)
            : throw new ArgumentException($"{KnownSettings.Budget.Variable} is '{text}', which is no amount of US dollars. "
                + "Write for example 25.50, or leave it out for no limit.");
    }
}
