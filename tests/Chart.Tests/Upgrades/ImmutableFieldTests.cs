using System.Text.Json;
using System.Text.Json.Nodes;
using ArenaLearning.Chart.Tests.Rendered;
using Xunit;

namespace ArenaLearning.Chart.Tests.Upgrades;

/// <summary>
/// What Kubernetes lets nobody change: an upgrade that does so fails half-way. <c>immutable.json</c> is how it was in the versions that were given away;
/// where a field has to change, Upgrading in the chart's README says what to do, and the file is written again with <c>ARENA_CHART_WRITE=1</c>.
/// </summary>
public sealed class ImmutableFieldTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Dictionary<string, string[]> Fields = new()
    {
        ["Deployment"] = ["spec.selector"],
        ["StatefulSet"] = ["spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"],
        ["Job"] = ["spec.selector", "spec.template"],
        ["PersistentVolumeClaim"] = ["spec"],
        ["Service"] = ["spec.clusterIP"],
        ["RabbitmqCluster"] = ["spec.persistence.storageClassName"],
    };

    [Fact]
    public async Task Nothing_changes_that_cannot_be_changed()
    {
        var now = new JsonObject();
        foreach (var values in new[] { "bucket", "operator-keda", "production" }) now[values] = Immutable(await Renderings.OfAsync(values));
        await StoredText.CompareAsync(Repository.PathOf("tests/Chart.Tests/Upgrades/immutable.json"), now.ToJsonString(Indented) + "\n");
    }

    /// <summary>A later version of chart and images, with whatever may be changed without a thought.</summary>
    [Fact]
    public async Task Versions_and_common_changes_touch_none_of_it()
    {
        var folder = Directory.CreateTempSubdirectory("chart-");
        try
        {
            foreach (var path in Directory.GetFiles(Repository.Chart, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(folder.FullName, Path.GetRelativePath(Repository.Chart, path));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(path, copy);
            }
            var file = Path.Combine(folder.FullName, "Chart.yaml");
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(file, text.Replace("0.1.0", "9.9.9", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            var now = await Renderings.OfAsync("bucket");

            var later = await Renderings.RenderAsync(
            [
                "--values", Renderings.FileOf("bucket"), "--set", "image.registry=other.example.org,service.podLabels.team=a,service.replicas=5",
                "--set", "rabbitmq.single.resources.limits.memory=2Gi,redis.single.maxMemory=2gb,metrics.scrapeAnnotations=true,keda.enabled=true",
            ], chart: folder.FullName);

            Assert.Contains("arena-learning-9.9.9", later.Text, StringComparison.Ordinal);
            Assert.Equal(Immutable(now).ToJsonString(Indented), Immutable(later).ToJsonString(Indented));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonObject Immutable(RenderedChart chart) => new(
        from made in chart.Objects
        where Fields.ContainsKey(made.Kind)
        from field in Fields[made.Kind]
        let value = made.At(field)
        where value is not null
        orderby $"{made.Kind} {made.Name} {field}"
        select KeyValuePair.Create($"{made.Kind} {made.Name} {field}", (JsonNode?)value.DeepClone()));
}
