using System.Text.RegularExpressions;

namespace ArenaLearning.Settings;

/// <summary>Variables of the environment that look like settings and are none: most often one that is misspelt, and silently not used.</summary>
public static partial class UnknownSettings
{
    /// <param name="variables">Names of the variables that are set.</param>
    /// <returns>A sentence for each, in the order of their names.</returns>
    public static IEnumerable<string> Warnings(IEnumerable<string> variables) => variables
        .Where(name => name.StartsWith(KnownSettings.Prefix, StringComparison.OrdinalIgnoreCase) && !OthersOwn().IsMatch(name)
            && KnownSettings.All.All(setting => setting.Variable != name))
        .Order(StringComparer.Ordinal)
        .Select(name => $"{name} is set, and is no setting of Arena Learning: it is not used. The nearest is {Nearest(name)}.");

    // What only stops short is nearer than what is spelt otherwise.
    private static string Nearest(string name) => KnownSettings.All.Select(setting => setting.Variable)
        .MinBy(known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(known, name.ToUpperInvariant()))!;

    /// <summary>Letters to change, add or take away.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }

    // Of tests and their set-up, and what Kubernetes tells every container of services whose names begin with arena.
    [GeneratedRegex("^ARENA_(TEST|CI)_|_(SERVICE_HOST|SERVICE_PORT|PORT)(_|$)")]
    private static partial Regex OthersOwn();
}
