using System.Text.Json.Nodes;

namespace ArenaLearning.Chart.Tests.Rendered;

/// <summary>All that the chart renders with some values.</summary>
internal sealed record RenderedChart(string Text, IReadOnlyList<RenderedObject> Objects)
{
    public static RenderedChart Parse(string text) => new(text,
    [
        .. text.Split("\n---\n").Select(document => $"{document}\n").Select(document => (Yaml: document, Json: YamlNodes.Read(document).SingleOrDefault()))
            .Where(document => document.Json is not null).Select(document => new RenderedObject(document.Yaml, document.Json!)),
    ]);

    /// <summary>Every pod with what makes it.</summary>
    public IEnumerable<(RenderedObject Maker, JsonNode Pod)> Pods =>
        Objects.Where(made => made.Pod is not null).Select(made => (made, made.Pod!["spec"]!));

    /// <summary>Every container of every pod, those that run before others too.</summary>
    public IEnumerable<(RenderedObject Maker, JsonNode Container)> Containers => Pods.SelectMany(pod =>
        new[] { "initContainers", "containers" }.SelectMany(key => pod.Pod[key]?.AsArray() ?? []).Select(container => (pod.Maker, container!)));

    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public RenderedObject One(string kind, string component) => Objects.Single(made => made.Kind == kind && made.Component == component);

    public bool Has(string kind, string component) => Objects.Any(made => made.Kind == kind && made.Component == component);

    /// <summary>The container of a service or store.</summary>
    public JsonNode Container(string component) => Containers.Single(container => (string?)container.Container["name"] == component).Container;

    /// <summary>The environment of a service, by name; a reference where there is no value.</summary>
    public IReadOnlyDictionary<string, string> Environment(string component) => Container(component)["env"]!.AsArray()
        .ToDictionary(variable => (string)variable!["name"]!, variable => (variable!["value"] ?? variable["valueFrom"])!.ToString());
}
