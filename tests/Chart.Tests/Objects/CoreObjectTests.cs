using ArenaLearning.Chart.Tests.Rendered;
using k8s;
using Xunit;

namespace ArenaLearning.Chart.Tests.Objects;

/// <summary>Objects of Kubernetes' own, read as its client reads them, which refuses keys that there are not.</summary>
public sealed class CoreObjectTests
{
    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task Every_object_is_one_that_Kubernetes_knows(string values)
    {
        var chart = await Renderings.OfAsync(values);

        Assert.NotEmpty(chart.Objects);
        Assert.All(chart.Objects.Where(made => !CustomSchema.IsCustom(made)), made => Assert.Single(ReadStrictly(made.Yaml)));
        Assert.Equal(chart.Objects.Count, chart.Objects.DistinctBy(made => (made.Kind, made.Name)).Count());
    }

    [Theory]
    [InlineData("  replicas: 1\n", "  replica: 1\n")]
    [InlineData("runAsNonRoot: true", "runAsNoRoot: true")]
    [InlineData("          env:\n", "          env: []\n          env:\n")]
    [InlineData("  replicas: 1\n", "  replicas: many\n")]
    public async Task What_it_does_not_know_is_found(string right, string wrong)
    {
        var deployment = (await Renderings.DefaultAsync()).One("Deployment", "training").Yaml;
        Assert.Contains(right, deployment, StringComparison.Ordinal);

        Assert.ThrowsAny<Exception>(() => ReadStrictly(deployment.Replace(right, wrong, StringComparison.Ordinal)));
    }

    private static List<object> ReadStrictly(string yaml) => KubernetesYaml.LoadAllFromString(yaml, typeMap: null, strict: true);
}
