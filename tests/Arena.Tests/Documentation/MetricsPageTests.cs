using ArenaLearning.Arena.Documentation;
using ArenaLearning.Arena.Tests.Commands;
using Xunit;

namespace ArenaLearning.Arena.Tests.Documentation;

public sealed class MetricsPageTests
{
    [Fact]
    public void The_page_lists_the_instruments()
    {
        var page = File.ReadAllText(Path.Combine(ShippedExample.Path, "../../docs/metrics.md"));

        Assert.True(page == MetricsPage.Text(),
            "docs/metrics.md is not what is measured. Write it again: dotnet run -c Release --project services/Arena -- metrics > docs/metrics.md");
    }
}
