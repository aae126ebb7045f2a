using System.Text.RegularExpressions;
using ArenaLearning.Chart.Tests.Rendered;
using Xunit;

namespace ArenaLearning.Chart.Tests.Policies;

/// <summary>Names and labels, as long as the longest release makes them.</summary>
public sealed partial class NameTests
{
    /// <summary>Helm lets no release have a longer name.</summary>
    private const string LongestRelease = "the-longest-name.that-helm-lets-a-release-have-is-53x";

    [Fact]
    public async Task Names_and_labels_are_short_enough_for_what_is_made_of_them()
    {
        Assert.Equal(53, LongestRelease.Length);
        var charts = await Task.WhenAll(new[] { "production", "operator-keda", "bucket", "gpu" }.Select(values =>
            Renderings.RenderAsync(["--values", Renderings.FileOf(values)], LongestRelease)));

        Assert.All(charts.SelectMany(chart => chart.Objects), made =>
        {
            Assert.Matches(Label(), made.Name);
            // A job of a CronJob has 11 letters more; a pod of a Deployment 17, of which its own label has none.
            Assert.True(made.Name.Length <= (made.Kind == "CronJob" ? 52 : 63), made.Name);
            // Names of a StatefulSet's pods and revisions are labels of its pods.
            if (made.Kind is "StatefulSet" or "RabbitmqCluster") Assert.True(made.Name.Length <= 52, made.Name);
            Assert.All(made.At("metadata.labels")!.AsObject(), label => Assert.Matches(LabelValue(), (string)label.Value!));
        });
        Assert.All(charts, chart => Assert.Equal(chart.Objects.Count, chart.Objects.DistinctBy(made => (made.Kind, made.Name)).Count()));
    }

    [Fact]
    public async Task A_name_that_no_service_may_have_is_refused()
    {
        var (code, _, problems) = await HelmProgram.RunAsync(["template", "1st", Repository.Chart]);

        Assert.NotEqual(0, code);
        Assert.Contains("the release is named 1st: names of Services begin with a letter, so say one in fullnameOverride that does", problems,
            StringComparison.Ordinal);
        var chart = await Renderings.RenderAsync(["--set", "fullnameOverride=first"], "1st");
        Assert.Equal("first-flywheel", chart.One("Deployment", "flywheel").Name);
    }

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task Every_object_has_the_recommended_labels_and_selectors_have_none_that_changes(string values)
    {
        var chart = await Renderings.OfAsync(values);
        string[] identity = ["app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component"];

        Assert.All(chart.Objects, made =>
        {
            Assert.Subset(
                made.At("metadata.labels")!.AsObject().Select(label => label.Key).ToHashSet(),
                identity.Concat(["app.kubernetes.io/version", "app.kubernetes.io/part-of", "app.kubernetes.io/managed-by", "helm.sh/chart"]).ToHashSet());
            if (made.At("spec.selector.matchLabels") is { } selector && made.Kind is "Deployment" or "StatefulSet")
            {
                Assert.Equal(identity, selector.AsObject().Select(label => label.Key));
                Assert.All(selector.AsObject(), label => Assert.Equal($"{label.Value}", $"{made.Pod!["metadata"]!["labels"]![label.Key]}"));
            }
        });
    }

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex Label();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$")]
    private static partial Regex LabelValue();
}
