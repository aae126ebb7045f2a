using System.Diagnostics;
using ArenaLearning.Services.Tests.CampaignFiles;
using Xunit;

namespace ArenaLearning.Services.Tests.Dashboards;

public sealed class RuleTests
{
    private const string Program = "promtool";

    [Fact]
    public Task The_rules_are_right_in_Prometheus_eyes() => PassesAsync("check", "rules", Observed.Rules);

    [Fact]
    public Task Alerts_fire_when_they_should_and_only_then() =>
        PassesAsync("test", "rules", CampaignText.RepositoryPath("tests/Services.Tests/Dashboards/arena.rules.test.yaml"));

    [Fact]
    public void Every_alert_is_tested_for_firing()
    {
        var lines = File.ReadAllLines(CampaignText.RepositoryPath("tests/Services.Tests/Dashboards/arena.rules.test.yaml"));

        Assert.Equal(13, Observed.Alerts.Count);
        Assert.All(Observed.Alerts, alert => Assert.Contains($"      - alertname: {alert["alert"]}", lines));
    }

    [Fact]
    public void Every_alert_says_what_it_is_and_where_it_stands_what_to_do()
    {
        var page = File.ReadAllLines(CampaignText.RepositoryPath("docs/operations.md"));

        Assert.All(Observed.Alerts, alert =>
        {
            var (name, annotations) = ((string)alert["alert"], (Dictionary<object, object>)alert["annotations"]);
            Assert.Contains(((Dictionary<object, object>)alert["labels"])["severity"], (object[])["warning", "critical"]);
            Assert.NotEmpty((string)annotations["summary"]);
            Assert.NotEmpty((string)annotations["description"]);
            Assert.Equal($"docs/operations.md#{name.ToLowerInvariant()}", annotations["runbook_url"]);
            Assert.Contains($"### {name}", page);
        });
        Assert.All(
            page.Where(line => line.StartsWith("### Arena", StringComparison.Ordinal)),
            line => Assert.Contains(Observed.Alerts, alert => $"### {alert["alert"]}" == line));
    }

    private static async Task PassesAsync(params string[] arguments)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(
            folders.Any(folder => File.Exists(Path.Combine(folder, Program))),
            "This test needs promtool: install the package prometheus, or let `bash .ci/setup` do it.");
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var problems = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, said + await problems);
    }
}
