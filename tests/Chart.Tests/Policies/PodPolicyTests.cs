using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ArenaLearning.Chart.Tests.Rendered;
using Xunit;

namespace ArenaLearning.Chart.Tests.Policies;

/// <summary>What every pod of every rendering keeps to, those of back-ups and tests too: the Pod Security profile "restricted", and rules of our own.</summary>
public sealed partial class PodPolicyTests
{
    /// <summary>As the profile "restricted" lets through.</summary>
    private static readonly string[] Volumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task Pods_keep_to_the_profile_restricted(string values)
    {
        var chart = await Renderings.OfAsync(values);

        Assert.All(chart.Pods, pod =>
        {
            var security = pod.Pod["securityContext"]!;
            Assert.True((bool)security["runAsNonRoot"]!);
            Assert.True((int)security["runAsUser"]! > 0);
            Assert.Equal("RuntimeDefault", (string?)security["seccompProfile"]!["type"]);
            Assert.All(["hostNetwork", "hostPID", "hostIPC"], key => Assert.Null(pod.Pod[key]));
            Assert.All(pod.Pod["volumes"]!.AsArray(), volume =>
                Assert.Contains(Assert.Single(volume!.AsObject(), key => key.Key != "name").Key, Volumes));
        });
        Assert.All(chart.Containers, container =>
        {
            var security = container.Container["securityContext"]!;
            Assert.False((bool)security["allowPrivilegeEscalation"]!);
            Assert.Equal(["ALL"], security["capabilities"]!["drop"]!.AsArray().Select(name => (string?)name));
            Assert.All(["privileged", "procMount"], key => Assert.Null(security[key]));
            Assert.All(container.Container["ports"]?.AsArray() ?? [], port => Assert.Null(port!["hostPort"]));
        });
    }

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task Nobody_writes_to_a_root_or_has_a_token_or_a_right(string values)
    {
        var chart = await Renderings.OfAsync(values);
        var accounts = chart.Objects.Where(made => made.Kind == "ServiceAccount").ToArray();

        Assert.All(accounts, account => Assert.False((bool)account.At("automountServiceAccountToken")!));
        Assert.All(chart.Pods, pod =>
        {
            Assert.False((bool)pod.Pod["automountServiceAccountToken"]!);
            // Variables for every service of the namespace, of which those that begin with ARENA_ would look like settings.
            Assert.False((bool)pod.Pod["enableServiceLinks"]!);
            if (pod.Maker.Kind != "Pod") Assert.Contains((string?)pod.Pod["serviceAccountName"], accounts.Select(account => account.Name));
        });
        Assert.All(chart.Containers, container => Assert.True((bool)container.Container["securityContext"]!["readOnlyRootFilesystem"]!));
        Assert.DoesNotContain(chart.Objects, made => made.Kind.Contains("Role", StringComparison.Ordinal) || made.Kind == "Namespace");
        Assert.All(chart.Objects, made => Assert.NotNull(made.Text("metadata.namespace")));
    }

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task Containers_have_versions_requests_and_a_limit_of_memory(string values) => Assert.All(
        (await Renderings.OfAsync(values)).Containers, container =>
        {
            Assert.Matches(VersionedImage(), (string?)container.Container["image"]);
            Assert.All(["requests.cpu", "requests.memory", "limits.memory"], path => Assert.NotNull(At(container.Container["resources"], path)));
        });

    /// <summary>Those that are there for good, so neither a job nor a test.</summary>
    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task Services_and_stores_are_probed_at_ports_that_they_have(string values) => Assert.All(
        (await Renderings.OfAsync(values)).Containers.Where(container => container.Maker.Kind is "Deployment" or "StatefulSet"), container =>
        {
            var ports = container.Container["ports"]!.AsArray().SelectMany(port => new[] { $"{port!["name"]}", $"{port["containerPort"]}" }).ToArray();
            Assert.All(["startupProbe", "livenessProbe", "readinessProbe"], key =>
            {
                var probe = container.Container[key];
                Assert.NotNull(probe);
                var ways = new[] { "httpGet", "grpc", "tcpSocket", "exec" }.Where(way => probe[way] is not null).ToArray();
                var way = Assert.Single(ways);
                if (way != "exec") Assert.Contains($"{probe[way]!["port"]}", ports);
            });
        });

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task What_is_mounted_is_there_and_what_is_there_is_mounted(string values) => Assert.All((await Renderings.OfAsync(values)).Pods, pod =>
    {
        var containers = pod.Pod["containers"]!.AsArray();
        var mounts = containers.SelectMany(container => container!["volumeMounts"]!.AsArray().Select(mount => (string)mount!["name"]!)).Distinct();
        var claims = pod.Maker.At("spec.volumeClaimTemplates")?.AsArray().Select(claim => (string)claim!["metadata"]!["name"]!) ?? [];

        Assert.Equal(pod.Pod["volumes"]!.AsArray().Select(volume => (string)volume!["name"]!).Concat(claims).Order(), mounts.Order());
        Assert.All(containers, container =>
        {
            var paths = container!["volumeMounts"]!.AsArray().Select(mount => (string)mount!["mountPath"]!).ToArray();
            Assert.Equal(paths.Length, paths.Distinct().Count());
            // Clouds mount the tokens of their identities below that.
            Assert.DoesNotContain("/run/secrets", paths);
            Assert.DoesNotContain("/var/run/secrets", paths);
        });
    });

    /// <summary>What is secret is in a file or a secret, and no value of it in an environment.</summary>
    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task Secrets_and_config_maps_that_pods_read_are_made_here_or_named_by_the_values(string values)
    {
        var chart = await Renderings.OfAsync(values);
        var file = await File.ReadAllTextAsync(Renderings.FileOf(values), TestContext.Current.CancellationToken);
        var made = chart.Objects.Where(made => made.Kind is "Secret" or "ConfigMap")
            .ToDictionary(made => (made.Kind, made.Name), made => (made.At("stringData") ?? made.At("data"))!.AsObject().Select(key => key.Key).ToArray());

        Assert.All(chart.Pods.SelectMany(pod => References(pod.Pod)), named =>
        {
            if (made.TryGetValue((named.Kind, named.Name), out var keys)) Assert.All(named.Keys, key => Assert.Contains(key, keys));
            // The operator's own.
            else if (named.Name == $"{Renderings.Full}-rabbitmq-default-user") Assert.Contains("mode: operator", file, StringComparison.Ordinal);
            else Assert.Contains(named.Name, file, StringComparison.Ordinal);
        });
        Assert.All(chart.Containers.SelectMany(container => container.Container["env"]?.AsArray() ?? []), variable =>
            Assert.True(variable!["value"] is null || variable["value"]!.GetValueKind() == System.Text.Json.JsonValueKind.String, $"{variable}"));
    }

    private static IEnumerable<(string Kind, string Name, string[] Keys)> References(JsonNode pod)
    {
        foreach (var source in pod["volumes"]!.AsArray().SelectMany(volume => volume!["projected"]?["sources"]?.AsArray() ?? [volume.DeepClone()]))
        {
            if (source!["secret"] is { } secret) yield return ("Secret", $"{secret["name"] ?? secret["secretName"]}", Keys(secret));
            if (source["configMap"] is { } map) yield return ("ConfigMap", $"{map["name"]}", Keys(map));
        }
        foreach (var reference in pod["containers"]!.AsArray().SelectMany(container => container!["env"]?.AsArray() ?? [])
            .Select(variable => variable!["valueFrom"]?["secretKeyRef"]).OfType<JsonNode>())
            yield return ("Secret", $"{reference["name"]}", [$"{reference["key"]}"]);
    }

    private static string[] Keys(JsonNode source) => [.. source["items"]?.AsArray().Select(item => (string)item!["key"]!) ?? []];

    private static JsonNode? At(JsonNode? node, string path) => path.Split('.').Aggregate(node, (at, key) => at?[key]);

    [GeneratedRegex(@"^[a-z0-9./-]+(:v?[0-9]+\.[0-9]+(\.[0-9]+)?(-[a-z]+)?|@sha256:[0-9a-f]{64})$")]
    private static partial Regex VersionedImage();
}
