using System.Text.RegularExpressions;

namespace ArenaLearning.Services.Tests.Dashboards;

/// <summary>What a query in PromQL names: as far as is needed to see that all of it exists.</summary>
internal sealed partial class MetricQuery
{
    private static readonly string[] Words =
    [
        "and", "or", "unless", "on", "ignoring", "by", "without", "group_left", "group_right", "offset", "bool",
    ];

    private static readonly string[] Functions =
    [
        "sum", "count", "max", "min", "rate", "increase", "histogram_quantile", "vector", "sort_desc", "last_over_time",
    ];

    public MetricQuery(string text)
    {
        Text = text;
        // How far back, and what a dashboard puts in: neither is a name.
        var rest = Range().Replace(text, "");
        Selectors = [.. Selector().Matches(rest).Select(match => (match.Groups["metric"].Value, Matchers(match.Groups["matchers"].Value)))];
        rest = Matched().Replace(rest, "");
        Grouped = [.. Grouping().Matches(rest).SelectMany(match => Names(match.Groups["labels"].Value)).Distinct()];
        rest = Grouping().Replace(rest, " ");
        var names = Names(rest).Except(Words).ToArray();
        var called = Call().Matches(rest).Select(match => match.Groups["name"].Value).ToHashSet();
        Unknown = [.. called.Except(Functions).Except(Words)];
        Metrics = [.. names.Where(name => !called.Contains(name)).Distinct()];
    }

    public string Text { get; }

    public IReadOnlyList<string> Metrics { get; }

    /// <summary>Labels that results are grouped or joined by.</summary>
    public IReadOnlyList<string> Grouped { get; }

    /// <summary>Metrics with the labels, and their values, that they are chosen by.</summary>
    public IReadOnlyList<(string Metric, IReadOnlyList<(string Label, string Value)> Labels)> Selectors { get; }

    /// <summary>Functions that this does not know: add them, if they are PromQL's.</summary>
    public IReadOnlyList<string> Unknown { get; }

    private static IReadOnlyList<(string, string)> Matchers(string text) =>
        [.. Matcher().Matches(text).Select(match => (match.Groups["label"].Value, match.Groups["value"].Value))];

    private static IEnumerable<string> Names(string text) => Name().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"(?<metric>[a-z_]+)\{(?<matchers>[^}]*)\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Matched();

    [GeneratedRegex("(?<label>[a-z_]+)\\s*(=~|!~|!=|=)\\s*\"(?<value>[^\"]*)\"")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\b(?<name>[a-z_]+)\s*\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"(?<![\w.])[a-z_][a-z0-9_]*")]
    private static partial Regex Name();
}
