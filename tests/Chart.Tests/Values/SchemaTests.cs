using System.Text.Json;
using System.Text.Json.Nodes;
using ArenaLearning.Chart.Tests.Rendered;
using Json.Schema;
using Xunit;

namespace ArenaLearning.Chart.Tests.Values;

/// <summary><c>values.schema.json</c>, which helm holds values against.</summary>
public sealed class SchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Repository.InChart("values.schema.json")))!;

    private static readonly JsonSchema Validator = JsonSchema.FromText(Schema.ToJsonString());

    private static readonly JsonNode Values = YamlNodes.Read(File.ReadAllText(Repository.InChart("values.yaml"))).Single();

    [Fact]
    public void Every_value_is_in_it_and_it_has_no_other()
    {
        var rows = ValueRow.Read(Repository.InChart("values.yaml")).Select(row => row.Key).ToHashSet();
        // Of a service a block says only what is special; what all may say stands in the block of defaults.
        var schema = Paths(Schema, "", rows).Where(path => path != "global" && !IsOfService(path)).ToArray();

        Assert.Equal(rows.Where(path => !IsOfService(path)).Order(StringComparer.Ordinal), schema.Order(StringComparer.Ordinal));
        Assert.All(Keys(Values, Schema, ""), path => Assert.True(Resolve(path) is not null, $"{path} is not in the schema"));
    }

    [Fact]
    public void Every_object_says_which_keys_it_may_have()
    {
        // What Kubernetes itself checks is passed on as it is.
        var open = Objects(Schema, "").Where(found => found.Node["additionalProperties"] is null && found.Node["$ref"] is null)
            .Select(found => found.Path).ToArray();

        Assert.All(open, path => Assert.Contains(path.Split('/')[^1], OfKubernetes));
    }

    /// <summary>By the validator that is quicker than helm: what is set, as JSON, in the place of what the values file says.</summary>
    [Theory]
    [InlineData("generation.gpu", """{"count":0.5}""")]
    [InlineData("generation.gpu", """{"count":"1"}""")]
    [InlineData("training.resources.limits", """{"nvidia.com/gpu":0.5}""")]
    [InlineData("flywheel.replicaCount", "3")]
    [InlineData("kafka", "{}")]
    [InlineData("judging.slots", "3")]
    [InlineData("rabbitmq.single.image", """{"repository":"rabbitmq","tag":"latest"}""")]
    [InlineData("rabbitmq.mode", "\"cluster\"")]
    [InlineData("postgresql.mode", "\"none\"")]
    [InlineData("rabbitmq.mode", "\"external\"")]
    [InlineData("redis.mode", "\"external\"")]
    [InlineData("postgresql.mode", "\"external\"")]
    [InlineData("artifacts.mode", "\"bucket\"")]
    [InlineData("artifacts.bucket.endpoint", "\"http://key:secret@minio:9000\"")]
    [InlineData("inference.enabled", "true")]
    [InlineData("gateway.enabled", "true")]
    [InlineData("image.tag", "\"latest\"")]
    [InlineData("logLevel", "\"Verbose\"")]
    [InlineData("rabbitmq.operator.replicas", "2")]
    [InlineData("flywheel.resources.limits.memory", "\"lots\"")]
    [InlineData("fullnameOverride", "\"Arena\"")]
    [InlineData("service.probes.liveness.path", "\"/\"")]
    [InlineData("endpoints.keys", """[{"env":"KEY","existingSecret":"s"}]""")]
    public void What_is_no_value_is_refused(string path, string json)
    {
        var (keys, values) = (path.Split('.'), Values.DeepClone());
        keys[..^1].Aggregate(values, (node, key) => node[key]!)[keys[^1]] = JsonNode.Parse(json);

        Assert.False(Validator.Evaluate(JsonSerializer.SerializeToElement(values)).IsValid);
    }

    [Fact]
    public void What_the_values_file_says_is_let_through() => Assert.True(Validator.Evaluate(JsonSerializer.SerializeToElement(Values)).IsValid);

    [Theory]
    [InlineData("at '/generation/gpu': additional properties 'counts' not allowed", "generation.gpu.counts=1")]
    [InlineData("at '/rabbitmq/external/existingSecret': minLength", "rabbitmq.mode=external")]
    public async Task Helm_says_where_it_is(string problem, params string[] settings) =>
        Assert.Contains(problem, await Renderings.RefusalAsync(settings), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task The_linter_finds_nothing(string values)
    {
        var (code, output, problems) = await HelmProgram.RunAsync(["lint", "--strict", Repository.Chart, "--values", Renderings.FileOf(values)]);

        Assert.True(code == 0, output + problems);
        Assert.DoesNotContain("[WARNING]", output, StringComparison.Ordinal);
    }

    private static readonly string[] OfKubernetes =
    [
        "global", "podSelector", "namespaceSelector", "nodeAffinity", "podAffinity", "podAntiAffinity", "valueFrom", "configMapRef", "secretRef", "items",
        "checkpointsVolume", "affinity",
    ];

    private static bool IsOfService(string path) => path.Split('.') is [var first, _, ..]
        && first is "flywheel" or "generation" or "judging" or "ranking" or "dataMining" or "training"
        || (path.StartsWith("inference.", StringComparison.Ordinal) && Values["service"]![path.Split('.')[1]] is not null);

    /// <summary>What the values file says, as deep as the schema tells keys apart.</summary>
    private static IEnumerable<string> Keys(JsonNode? value, JsonNode? schema, string path)
    {
        if (value is not JsonObject fields || Follow(schema)?["properties"] is not JsonObject) return [path];
        return fields.SelectMany(field => Keys(field.Value, Follow(schema)!["properties"]![field.Key], path.Length == 0 ? field.Key : $"{path}.{field.Key}"))
            .DefaultIfEmpty(path);
    }

    /// <summary>What the schema tells apart, as far down as the README does.</summary>
    private static IEnumerable<string> Paths(JsonNode schema, string path, IReadOnlySet<string> rows) =>
        rows.Contains(path) || Follow(schema)?["properties"] is not JsonObject properties ? [path]
            : properties.SelectMany(property => Paths(property.Value!, path.Length == 0 ? property.Key : $"{path}.{property.Key}", rows));

    private static JsonNode? Resolve(string path) => path.Split('.').Aggregate((JsonNode?)Schema, (node, key) => Follow(node)?["properties"]?[key]);

    private static JsonNode? Follow(JsonNode? schema) => schema?["$ref"] is { } reference
        ? Follow(((string)reference!).Split('/').Skip(1).Aggregate(Schema, (node, key) => node[key]!)) : schema;

    private static IEnumerable<(string Path, JsonNode Node)> Objects(JsonNode? node, string path) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Objects(field.Value, $"{path}/{field.Key}"))
            .Concat(fields["type"] is JsonValue type && $"{type}" == "object" ? [(path, (JsonNode)fields)] : []),
        JsonArray items => items.SelectMany(item => Objects(item, path)),
        _ => [],
    };
}
