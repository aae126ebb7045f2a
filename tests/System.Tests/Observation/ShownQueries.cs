using System.Text.Json;
using System.Text.RegularExpressions;
using ArenaLearning.System.Tests.Processes;
using Xunit;
using YamlDotNet.Serialization;

namespace ArenaLearning.System.Tests.Observation;

/// <summary>The queries of dashboards and alert rules, and whether a Prometheus that watched a run knows all that they name.</summary>
internal static partial class ShownQueries
{
    public static string Rules => Path.Combine(Programs.Repository, "helm/arena-learning/rules/arena.rules.yaml");

    /// <summary>Of panels: where it stands, and the query for all that a dashboard's variables let one choose.</summary>
    private static IReadOnlyList<(string Where, string Query)> Panels =>
    [
        .. Directory.GetFiles(Path.Combine(Programs.Repository, "helm/arena-learning/dashboards"), "*.json").Order(StringComparer.Ordinal)
            .SelectMany(path => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path)).GetProperty("panels").EnumerateArray()
                .Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray(), (panel, target) => (
                    $"{Path.GetFileNameWithoutExtension(path)}: {panel.GetProperty("title")}",
                    Variable().Replace(target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "10s", StringComparison.Ordinal)
                        .Replace("$__range", "1h", StringComparison.Ordinal), ".*")))),
    ];

    private static IReadOnlyList<(string Where, string Query)> Alerts =>
    [
        .. ((List<object>)new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(File.ReadAllText(Rules))["groups"])
            .SelectMany(group => (List<object>)((Dictionary<object, object>)group)["rules"])
            .Cast<Dictionary<object, object>>().Select(rule => ((string)rule["alert"], (string)rule["expr"])),
    ];

    /// <summary>
    /// Asserts that each metric and label of each query is there, and that each panel shows something, but for what names a metric that the run
    /// does not move.
    /// </summary>
    /// <param name="unmoved">Which those are. One that is moved all the same is a failure too: what is listed here is to stay true.</param>
    /// <param name="soonGone">Which are told for so short a time in this run that nobody may ask meanwhile; null for none.</param>
    public static async Task AssertShownAsync(
        PrometheusServer prometheus, Func<string, bool> unmoved, Func<string, bool>? soonGone = null)
    {
        var problems = new List<string>(await prometheus.ProblemsAsync());
        var (panels, all) = (Panels, Panels.Concat(Alerts).ToList());
        Assert.True(panels.Count > 50 && all.Count > panels.Count + 10, $"only {panels.Count} and {all.Count} queries were found");
        var labels = new Dictionary<string, IReadOnlyCollection<string>>(StringComparer.Ordinal);
        foreach (var name in all.SelectMany(query => Metrics(query.Query)).Distinct()) labels[name] = await prometheus.LabelsOfAsync(name);
        problems.AddRange(labels.Where(metric => metric.Value.Count == 0 && !unmoved(metric.Key) && soonGone?.Invoke(metric.Key) != true)
            .Select(metric => $"there is no metric {metric.Key}"));
        problems.AddRange(labels.Where(metric => metric.Value.Count > 0 && unmoved(metric.Key)).Select(metric => $"{metric.Key} is moved all the same"));

        foreach (var (where, query) in all)
        {
            var moved = Metrics(query).Where(name => labels[name].Count > 0).ToList();
            if (moved.Count < Metrics(query).Count()) continue;
            var known = moved.SelectMany(name => labels[name]).ToHashSet();
            problems.AddRange(Labels(query).Where(label => !known.Contains(label)).Select(label => $"{where}: no series has a label {label}"));
        }
        var shown = panels.Where(panel => Metrics(panel.Query).All(name => labels[name].Count > 0) && !AsksForFailures().IsMatch(panel.Query));
        foreach (var (where, query) in shown)
            if (await prometheus.SeriesOfAsync(query) == 0) problems.Add($"{where} shows nothing: {query}");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private static IEnumerable<string> Metrics(string query) => Metric().Matches(Matched().Replace(query, "")).Select(match => match.Value).Distinct();

    private static IEnumerable<string> Labels(string query) =>
    [
        .. Grouping().Matches(query)
            .SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        .. Matcher().Matches(query).Select(match => match.Groups["label"].Value),
    ];

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\b(arena|rabbitmq|process|dotnet)_[a-z0-9_]+\b")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Matched();

    [GeneratedRegex(@"\b(by|on|group_left)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("[{,]\\s*(?<label>[a-z_]+)\\s*(=~|!~|!=|=)\\s*\"")]
    private static partial Regex Matcher();

    // In a run without failures there is no such series.
    [GeneratedRegex("outcome=\"failed\"")]
    private static partial Regex AsksForFailures();
}
