using System.Text.Json.Nodes;
using ArenaLearning.Chart.Tests.Rendered;
using Xunit;

namespace ArenaLearning.Chart.Tests.Objects;

/// <summary>Objects of KEDA, of Prometheus' and of RabbitMQ's operator, against the schemas that they publish.</summary>
public sealed class CustomObjectTests
{
    private static readonly string[] WithoutSchema = ["GRPCRoute", "HTTPRoute"];

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task Every_custom_object_is_one_that_its_operator_knows(string values)
    {
        _ = SharedData.Folder("crds");
        var custom = (await Renderings.OfAsync(values)).Objects.Where(CustomSchema.IsCustom).Where(made => !WithoutSchema.Contains(made.Kind));

        Assert.All(custom, made =>
        {
            var schema = CustomSchema.Of(made);
            Assert.True(schema is not null, $"there is no schema of {made.ApiVersion} {made.Kind}");
            Assert.Empty(schema.Problems(made.Json));
        });
    }

    [Fact]
    public async Task All_kinds_are_met()
    {
        var kinds = (await Task.WhenAll(Renderings.Names.Select(Renderings.OfAsync)))
            .SelectMany(chart => chart.Objects).Where(CustomSchema.IsCustom).Select(made => made.Kind).Distinct();

        Assert.Equal(
            ["GRPCRoute", "HTTPRoute", "PrometheusRule", "RabbitmqCluster", "ScaledObject", "ServiceMonitor", "TriggerAuthentication"],
            kinds.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("spec.minReplicaCount", "\"none\"", "/spec/minReplicaCount")]
    [InlineData("spec.minReplicas", "1", "/spec/minReplicas: there is no such key")]
    [InlineData("spec.advanced.horizontalPodAutoscalerConfig.behaviour", "{}", "behaviour: there is no such key")]
    [InlineData("spec.triggers", "null", "/spec: Required properties [\"triggers\"]")]
    public async Task What_is_wrong_is_found(string path, string value, string problem)
    {
        var made = (await Renderings.OfAsync("operator-keda")).One("ScaledObject", "generation");
        var schema = CustomSchema.Of(made)!;
        var (keys, json) = (path.Split('.'), made.Json.DeepClone());
        var parent = keys[..^1].Aggregate(json, (node, key) => node[key]!).AsObject();
        if (value == "null") parent.Remove(keys[^1]);
        else parent[keys[^1]] = JsonNode.Parse(value);

        Assert.Contains(schema.Problems(json), line => line.Contains(problem, StringComparison.Ordinal));
    }

    /// <summary>Its schemas are not at hand: what they lead to has to be there at least.</summary>
    [Fact]
    public async Task Routes_lead_to_ports_of_services_that_are_there()
    {
        var chart = await Renderings.OfAsync("production");
        var ports = chart.Objects.Where(made => made.Kind == "Service")
            .SelectMany(service => service.At("spec.ports")!.AsArray().Select(port => (service.Name, Port: (int)port!["port"]!, Name2: (string?)port["name"])));
        var routes = chart.Objects.Where(made => WithoutSchema.Contains(made.Kind)).ToArray();

        Assert.Equal(4, routes.Length);
        Assert.All(routes, route => Assert.Contains(
            (route.Text("spec.rules.0.backendRefs.0.name")!, (int)route.At("spec.rules.0.backendRefs.0.port")!, route.Kind == "GRPCRoute" ? "grpc" : "http"),
            ports));
    }
}
