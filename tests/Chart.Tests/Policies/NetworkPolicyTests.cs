using System.Text.Json.Nodes;
using ArenaLearning.Chart.Tests.Rendered;
using Xunit;

namespace ArenaLearning.Chart.Tests.Policies;

/// <summary>Who reaches whom inside the release, as its network policies say, both ends of each flow taken together.</summary>
public sealed class NetworkPolicyTests
{
    private static readonly string[] OnTheBus = ["data-mining", "flywheel", "generation", "judging", "ranking", "training"];

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task Every_pod_is_under_a_policy_for_both_directions(string values)
    {
        var chart = await Renderings.OfAsync(values);
        var policies = Policies(chart).ToArray();
        Assert.Equal(values == "minimal", policies.Length == 0);
        if (policies.Length == 0) return;

        Assert.All(chart.Pods, pod =>
        {
            var labels = (pod.Maker.Kind == "Pod" ? pod.Maker.At("metadata.labels") : pod.Maker.Pod!["metadata"]!["labels"])!;
            var policy = Assert.Single(policies, policy => Selects(policy.At("spec.podSelector"), labels));
            Assert.Equal(["Ingress", "Egress"], policy.At("spec.policyTypes")!.AsArray().Select(type => (string?)type));
        });
    }

    [Fact]
    public async Task Just_the_flows_that_the_code_has_are_let_through()
    {
        var chart = await Renderings.WithAsync(
            "backup.enabled=true", "inference.enabled=true", "inference.checkpoints={/checkpoints/one}", "networkPolicy.clients[0].ipBlock.cidr=10.0.0.0/8",
            "endpoints.allowed={http://models.example.org:8000}");

        var bus = OnTheBus.SelectMany(service => new[] { $"{service} > rabbitmq:5672", $"{service} > rabbitmq:15672" });
        var asked = OnTheBus.Select(service => $"test > {service}:8080");
        string[] others =
        [
            "generation > redis:6379", "judging > redis:6379", "generation > inference:8000", "judging > inference:8000",
            "flywheel > postgresql:5432", "ranking > postgresql:5432", "backup > postgresql:5432",
        ];
        Assert.Equal(bus.Concat(asked).Concat(others).Order(StringComparer.Ordinal), Flows(chart).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Stores_and_inference_reach_nobody_and_the_outside_is_for_those_who_ask_endpoints()
    {
        var chart = await Renderings.WithAsync("inference.enabled=true", "inference.checkpoints={/checkpoints/one}");
        var allowed = await Renderings.WithAsync("endpoints.allowed={http://models.example.org:8000}");

        Assert.All(["rabbitmq", "redis", "postgresql", "inference"], name => Assert.Empty(chart.One("NetworkPolicy", name).At("spec.egress")!.AsArray()));
        Assert.DoesNotContain(Policies(chart), policy => policy.Yaml.Contains("ipBlock", StringComparison.Ordinal));
        Assert.Equal(
            ["generation", "judging"],
            Policies(allowed).Where(policy => policy.Yaml.Contains("ipBlock", StringComparison.Ordinal)).Select(policy => policy.Component).Order());
    }

    private static IEnumerable<RenderedObject> Policies(RenderedChart chart) => chart.Objects.Where(made => made.Kind == "NetworkPolicy");

    private static IEnumerable<string> Flows(RenderedChart chart)
    {
        var policies = Policies(chart).ToDictionary(policy => policy.Component);
        return from source in policies
               from target in policies
               from port in Ports(source.Value, "egress", "to", Labels(target.Key)).Intersect(Ports(target.Value, "ingress", "from", Labels(source.Key)))
               select $"{source.Key} > {target.Key}:{port}";
    }

    /// <summary>Those that rules name pods for: a rule for addresses or namespaces is not meant for these.</summary>
    private static IEnumerable<int> Ports(RenderedObject policy, string direction, string peers, JsonNode labels) =>
        policy.At($"spec.{direction}")!.AsArray()
            .Where(rule => rule![peers]?.AsArray().Any(peer => Selects(peer!["podSelector"], labels)) == true)
            .SelectMany(rule => rule!["ports"]!.AsArray().Select(port => (int)port!["port"]!));

    private static JsonObject Labels(string component) => new()
    {
        ["app.kubernetes.io/name"] = "arena-learning",
        ["app.kubernetes.io/instance"] = Renderings.Release,
        ["app.kubernetes.io/component"] = component,
    };

    private static bool Selects(JsonNode? selector, JsonNode labels) => selector is not null
        && (selector["matchLabels"]?.AsObject() ?? []).All(label => $"{labels[label.Key]}" == $"{label.Value}")
        && (selector["matchExpressions"]?.AsArray() ?? []).All(rule =>
            rule!["values"]!.AsArray().Any(value => $"{value}" == $"{labels[(string)rule["key"]!]}"));
}
