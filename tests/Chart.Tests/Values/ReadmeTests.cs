using System.Globalization;
using System.Text;
using ArenaLearning.Chart.Tests.Rendered;
using Xunit;

namespace ArenaLearning.Chart.Tests.Values;

/// <summary>The chart's README has a table of all values, made of the comments of <c>values.yaml</c>.</summary>
public sealed class ReadmeTests
{
    private const string Begin = "<!-- values -->\n";
    private const string End = "<!-- end of values -->\n";

    private static readonly IReadOnlyList<ValueRow> Rows = ValueRow.Read(Repository.InChart("values.yaml"));

    [Fact]
    public async Task Its_table_is_that_of_the_values_file()
    {
        var path = Repository.InChart("README.md");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= Begin.Length && end >= begin, $"{path} lacks {Begin} or {End}");

        var table = new StringBuilder("| value | default | |\n| --- | --- | --- |\n");
        foreach (var row in Rows) table.Append(CultureInfo.InvariantCulture, $"{row}\n");
        await StoredText.CompareAsync(path, text[..begin] + table + text[end..]);
    }

    [Fact]
    public void Rows_are_the_values_with_what_is_said_of_them()
    {
        Assert.True(Rows.Count > 150);
        Assert.Contains(new("image.pullPolicy", "IfNotPresent", "`IfNotPresent`, `Always` or `Never`, for all images"), Rows);
        Assert.Contains(new("endpoints.ports", "[443, 80, 8000]", ""), Rows);
        Assert.Contains(Rows, row => row is { Key: "service.resources", Default: "{requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 1Gi}}" });
        Assert.DoesNotContain(Rows, row => row.Key.StartsWith("service.resources.", StringComparison.Ordinal));
    }
}
