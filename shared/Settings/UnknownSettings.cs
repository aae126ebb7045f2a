using System.Text.RegularExpressions;

namespace ArenaLearning.Settings;

/// <summary>Variables of the environment that look like settings and are none: most often one that is misspelt, and silently not used.</summary>
public static partial class UnknownSettings
{
    private static readonly string[] Known =
        [.. KnownSettings.All.Select(setting => setting.Variable), .. KnownSettings.All.Select(setting => setting.FileVariable).OfType<string>()];

    /// <param name="variables">Names of the variables that are set.</param>
    /// <returns>A sentence for each, in the order of their names.</returns>
    public static IEnumerable<string> Warnings(IEnumerable<string> variables) => variables
        .Where(name => name.StartsWith(KnownSettings.Prefix, StringComparison.OrdinalIgnoreCase) && !OthersOwn().IsMatch(name)
            && !Known.Contains(name))
        .Order(StringComparer.Ordinal)
        .Select(name => $"{name} is set, and is no setting of Arena Learning: it is not used. The nearest is {Nearest(name)}.");

    // What only stops short is nearer than what is spelt otherwise.
    private static string Nearest(string name) => Known
        .MinBy(known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? 0 : Spelling.EditDistance(known, name.ToUpperInvariant()))!;

    // Of tests and their set-up, and what Kubernetes tells every container of services whose names begin with arena.
    [GeneratedRegex("^ARENA_(TEST|CI)_|_(SERVICE_HOST|SERVICE_PORT|PORT)(_|$)")]
    private static partial Regex OthersOwn();
}
