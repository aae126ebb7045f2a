using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace ArenaLearning.Services.Tests.Dashboards;

public sealed partial class DashboardTests
{
    [Fact]
    public async Task Every_metric_and_label_of_a_dashboard_or_rule_exists()
    {
        var known = await KnownMetric.AllAsync(TestContext.Current.CancellationToken);
        var queries = Observed.Queries().ToArray();

        Assert.True(queries.Length > 60, $"only {queries.Length} queries were found");
        Assert.All(queries, entry =>
        {
            var (where, query, shown) = entry;
            Assert.True(query.Unknown.Count == 0, $"{where}: {string.Join(", ", query.Unknown)} is no function that is known here");
            Assert.NotEmpty(query.Metrics);
            Assert.All(query.Metrics, name => Assert.True(known.ContainsKey(name), $"{where}: there is no metric {name}"));
            Assert.All(query.Selectors.SelectMany(selector => selector.Labels, (selector, label) => (selector.Metric, label.Label, label.Value)), selected =>
            {
                var metric = known[selected.Metric];
                Assert.True(metric.Labels.Contains(selected.Label), $"{where}: {metric.Name} has no label {selected.Label}");
                // What values a label has stands in what its metric says of itself.
                if (metric.Help is null || selected.Value.StartsWith('$')) return;
                Assert.All(selected.Value.Split('|'), value => Assert.True(
                    Word().Matches(metric.Help).Any(word => word.Value == value), $"{where}: {metric.Name} has no {selected.Label} {value}"));
            });
            var labels = query.Metrics.SelectMany(name => known[name].Labels).Concat(KnownMetric.OfPrometheus).ToHashSet();
            Assert.All(query.Grouped, label => Assert.True(labels.Contains(label), $"{where}: no metric has a label {label}"));
            Assert.All(shown, label => Assert.True(query.Grouped.Contains(label), $"{where} shows {label}, which its query drops"));
        });
    }

    /// <summary>Who has the board open wants to know of each instrument, or it is measured for nobody.</summary>
    [Fact]
    public async Task Every_instrument_is_on_a_dashboard_or_in_a_rule()
    {
        var known = await KnownMetric.AllAsync(TestContext.Current.CancellationToken);
        var used = Observed.Queries().SelectMany(entry => entry.Query.Metrics).ToHashSet();

        Assert.Empty(known.Values.Where(metric => metric.Help is not null).GroupBy(metric => Base().Replace(metric.Name, ""))
            .Where(series => !series.Any(metric => used.Contains(metric.Name))).Select(series => series.Key));
    }

    [Fact]
    public void A_dashboard_is_one_that_can_be_provisioned() => Assert.All(Observed.Dashboards, entry =>
    {
        var (name, dashboard) = entry;
        Assert.Equal($"arena-{name}", dashboard.GetProperty("uid").GetString());
        Assert.Equal(JsonValueKind.Null, dashboard.GetProperty("id").ValueKind);
        var panels = Observed.Panels(dashboard).ToArray();
        Assert.Equal(panels.Length, panels.DistinctBy(panel => panel.GetProperty("id").GetInt32()).Count());
        Assert.All(panels.Where(panel => panel.GetProperty("type").GetString() != "row"), panel =>
        {
            Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
            Assert.All(panel.GetProperty("targets").EnumerateArray(), target =>
                Assert.Equal("${datasource}", target.GetProperty("datasource").GetProperty("uid").GetString()));
        });
        Assert.All(panels, panel => Assert.All(panels.Where(other => other.GetProperty("id").GetInt32() > panel.GetProperty("id").GetInt32()),
            other => Assert.False(
                Overlap(panel.GetProperty("gridPos"), other.GetProperty("gridPos")),
                $"{name}: {panel.GetProperty("title")} and {other.GetProperty("title")} overlap")));
    });

    [Fact]
    public void The_four_dashboards_are_there() => Assert.Equal(["endpoints", "flywheel", "training", "workers"], Observed.Dashboards.Keys.Order());

    [Theory]
    [InlineData("sum(arena_no_such_thing)", "arena_no_such_thing", "")]
    [InlineData("sum by (le, queue) (rate(a_total{b=\"c\", d=~\"e|f\"}[5m])) > 0 and on (x) b_c", "a_total b_c", "le queue x")]
    [InlineData("(sum(increase(a[15m])) or vector(0)) == 0", "a", "")]
    [InlineData("rate(a[$__rate_interval]) * on (instance) group_left (service) b", "a b", "instance service")]
    public void What_a_query_names_is_found(string query, string metrics, string grouped)
    {
        var read = new MetricQuery(query);

        Assert.Equal(metrics, string.Join(' ', read.Metrics));
        Assert.Equal(grouped, string.Join(' ', read.Grouped));
        Assert.Empty(read.Unknown);
    }

    private static bool Overlap(JsonElement one, JsonElement other)
    {
        int Of(JsonElement place, string side) => place.GetProperty(side).GetInt32();
        return Of(one, "x") < Of(other, "x") + Of(other, "w") && Of(other, "x") < Of(one, "x") + Of(one, "w")
            && Of(one, "y") < Of(other, "y") + Of(other, "h") && Of(other, "y") < Of(one, "y") + Of(one, "h");
    }

    [GeneratedRegex("[a-z_]+")]
    private static partial Regex Word();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Base();
}
