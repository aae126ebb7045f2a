using System.Text.Json;
using System.Text.RegularExpressions;
using ArenaLearning.Services.Tests.CampaignFiles;
using YamlDotNet.Serialization;

namespace ArenaLearning.Services.Tests.Dashboards;

/// <summary>The dashboards and rules under <c>helm/arena-learning</c>.</summary>
internal static partial class Observed
{
    public static string Rules { get; } = CampaignText.RepositoryPath("helm/arena-learning/rules/arena.rules.yaml");

    /// <summary>Each dashboard by the name of its file.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Dashboards { get; } =
        Directory.GetFiles(CampaignText.RepositoryPath("helm/arena-learning/dashboards"), "*.json")
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), path => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path)));

    /// <summary>Each alert with its keys.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, object>> Alerts { get; } =
    [
        .. ((List<object>)new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(File.ReadAllText(Rules))["groups"])
            .SelectMany(group => (List<object>)((Dictionary<object, object>)group)["rules"])
            .Select(rule => ((Dictionary<object, object>)rule).ToDictionary(key => (string)key.Key, key => key.Value)),
    ];

    public static IEnumerable<JsonElement> Panels(JsonElement dashboard) => dashboard.GetProperty("panels").EnumerateArray();

    /// <summary>Every query, where it stands, and the labels that a legend or a sentence shows of its result.</summary>
    public static IEnumerable<(string Where, MetricQuery Query, IReadOnlyList<string> Shown)> Queries() =>
    [
        .. Dashboards.SelectMany(dashboard => Panels(dashboard.Value).Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray(), (panel, target) => (
                $"{dashboard.Key}: {panel.GetProperty("title").GetString()}", new MetricQuery(target.GetProperty("expr").GetString()!),
                Shown(LegendLabel(), target.GetProperty("legendFormat").GetString()!)))),
        .. Dashboards.SelectMany(dashboard => dashboard.Value.GetProperty("templating").GetProperty("list").EnumerateArray()
            .Where(variable => variable.GetProperty("type").GetString() == "query")
            .Select(variable => Variable().Match(variable.GetProperty("definition").GetString()!))
            .Select(match => (Metric: match.Groups["metric"].Value, Label: match.Groups["label"].Value))
            .Select(values => (
                $"{dashboard.Key}: ${values.Label}", new MetricQuery($"sum by ({values.Label}) ({values.Metric})"), (IReadOnlyList<string>)[]))),
        .. Alerts.Select(alert => (
            (string)alert["alert"], new MetricQuery((string)alert["expr"]),
            Shown(SentenceLabel(), string.Concat(((Dictionary<object, object>)alert["annotations"]).Values)))),
    ];

    private static IReadOnlyList<string> Shown(Regex label, string text) => [.. label.Matches(text).Select(match => match.Groups["label"].Value)];

    [GeneratedRegex(@"\{\{\s*(?<label>[a-z_]+)\s*\}\}")]
    private static partial Regex LegendLabel();

    [GeneratedRegex(@"\$labels\.(?<label>[a-z_]+)")]
    private static partial Regex SentenceLabel();

    [GeneratedRegex(@"^label_values\((?<metric>[a-z_]+), (?<label>[a-z_]+)\)$")]
    private static partial Regex Variable();
}
