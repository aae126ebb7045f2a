using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArenaLearning.Chart.Tests.Rendered;
using Json.Schema;
using Xunit;

namespace ArenaLearning.Chart.Tests.Objects;

/// <summary>The schema of a custom resource, as its project publishes it.</summary>
internal sealed class CustomSchema
{
    private static readonly ConcurrentDictionary<string, CustomSchema> Known = new();

    private readonly JsonNode schema;
    private readonly JsonSchema validator;

    private CustomSchema(JsonNode schema) => (this.schema, validator) = (schema, JsonSchema.FromText(Plain(schema)!.ToJsonString()));

    /// <summary>Whether an object is of somebody else than Kubernetes.</summary>
    public static bool IsCustom(RenderedObject made) => made.ApiVersion.Split('/') is [var group, _]
        && (group == "gateway.networking.k8s.io" || (group.Contains('.', StringComparison.Ordinal) && !group.EndsWith(".k8s.io", StringComparison.Ordinal)));

    /// <returns>Null where its schema is not among those that are there.</returns>
    public static CustomSchema? Of(RenderedObject made)
    {
        var (group, version) = made.ApiVersion.Split('/') is var parts ? (parts[0], parts[1]) : default;
        var path = Path.Combine(SharedData.Folder("crds"), $"{group}_{made.Kind.ToLowerInvariant()}s.yaml");
        return !File.Exists(path) ? null : Known.GetOrAdd($"{path} {version}", _ => new(YamlNodes.Read(File.ReadAllText(path)).Single()["spec"]!["versions"]!
            .AsArray().Single(offered => (string?)offered!["name"] == version)!["schema"]!["openAPIV3Schema"]!));
    }

    /// <returns>A line for each that is wrong.</returns>
    public IEnumerable<string> Problems(JsonNode value)
    {
        var results = validator.Evaluate(JsonSerializer.SerializeToElement(value), new() { OutputFormat = OutputFormat.List });
        var broken = results.IsValid ? [] : (results.Details ?? []).Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"));
        return broken.Concat(Unknown(value, schema, ""));
    }

    /// <summary>Without what Kubernetes adds to the language of schemas, which the validator does not know.</summary>
    private static JsonNode? Plain(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields
            .Where(field => !field.Key.StartsWith("x-kubernetes-", StringComparison.Ordinal) && !(field.Key == "nullable" && field.Value is JsonValue))
            .Select(field => KeyValuePair.Create(field.Key, Plain(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Plain)]),
        _ => node?.DeepClone(),
    };

    /// <summary>Kubernetes drops keys that a schema does not have, and says nothing.</summary>
    private static IEnumerable<string> Unknown(JsonNode? value, JsonNode? schema, string path) => (value, schema) switch
    {
        (_, null) => [],
        _ when (bool?)schema["x-kubernetes-preserve-unknown-fields"] == true || (bool?)schema["x-kubernetes-embedded-resource"] == true => [],
        (JsonObject fields, _) => fields.SelectMany(field => Of(field, schema, path)),
        (JsonArray items, _) => items.SelectMany((item, index) => Unknown(item, schema["items"], $"{path}/{index}")),
        _ => [],
    };

    private static IEnumerable<string> Of(KeyValuePair<string, JsonNode?> field, JsonNode schema, string path)
    {
        var at = $"{path}/{field.Key}";
        if (schema["properties"]?[field.Key] is { } known) return Unknown(field.Value, known, at);
        if (schema["additionalProperties"] is JsonObject any) return Unknown(field.Value, any, at);
        // Of metadata the schema says nothing: it is every object's.
        var isFree = schema["properties"] is null && schema["additionalProperties"] is null;
        return isFree || path == "/metadata" ? [] : [$"{at}: there is no such key"];
    }
}
