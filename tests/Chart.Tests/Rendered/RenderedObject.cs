using System.Text.Json.Nodes;

namespace ArenaLearning.Chart.Tests.Rendered;

/// <summary>An object of Kubernetes as the chart renders it.</summary>
/// <param name="Yaml">As it was written.</param>
internal sealed record RenderedObject(string Yaml, JsonNode Json)
{
    public string ApiVersion => Text("apiVersion")!;

    public string Kind => Text("kind")!;

    public string Name => Text("metadata.name")!;

    /// <summary>The service or store that it belongs to.</summary>
    public string Component => (string)Json["metadata"]!["labels"]!["app.kubernetes.io/component"]!;

    /// <summary>The pod that it makes: a template's, or itself; null where it makes none.</summary>
    public JsonNode? Pod => Kind switch
    {
        "Deployment" or "StatefulSet" => At("spec.template"),
        "CronJob" => At("spec.jobTemplate.spec.template"),
        "Pod" => Json,
        _ => null,
    };

    /// <param name="path">Keys with dots between, and numbers for items of lists.</param>
    /// <returns>Null where it is not there.</returns>
    public JsonNode? At(string path) => path.Split('.').Aggregate((JsonNode?)Json, (node, key) =>
        node is JsonArray list ? int.Parse(key, null) is var index && index < list.Count ? list[index] : null : node?[key]);

    public string? Text(string path) => At(path)?.ToString();

    public override string ToString() => $"{Kind} {Name}";
}
