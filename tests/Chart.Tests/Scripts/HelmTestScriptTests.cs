using System.Text.RegularExpressions;
using ArenaLearning.Arena.Commands;
using ArenaLearning.Chart.Tests.Rendered;
using Xunit;

namespace ArenaLearning.Chart.Tests.Scripts;

/// <summary>What <c>helm test</c> runs: commands and files that are there. That it finds an ill cluster, only a cluster can show.</summary>
public sealed partial class HelmTestScriptTests
{
    [Fact]
    public async Task Its_commands_are_those_of_the_command_line()
    {
        var script = await File.ReadAllTextAsync(Repository.InChart("scripts/test"), TestContext.Current.CancellationToken);
        var commands = Command().Matches(script).Select(match => match.Groups["arguments"].Value.Trim()).ToArray();

        Assert.Equal(["status", "run", "leaderboard"], commands.Select(command => command.Split(' ')[0]));
        foreach (var command in commands)
        {
            // A server that is no address is refused after all else was understood.
            var arguments = command.Replace("\"", "", StringComparison.Ordinal).Replace("$here", Repository.InChart("scripts"), StringComparison.Ordinal)
                .Replace("$name", "helm-test-1", StringComparison.Ordinal).Split(' ');
            using var error = new StringWriter();
            Assert.Equal(2, await ArenaCommandLine.InvokeAsync(arguments, TextWriter.Null, error, TestContext.Current.CancellationToken));
            Assert.StartsWith("error: --server: must be http://HOST:PORT", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Its_campaign_is_right_asks_nobody_and_takes_a_name()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await ArenaCommandLine.InvokeAsync(
            ["validate", Repository.InChart("scripts/campaign.yaml"), "--set", "name=helm-test-1"], output, error, TestContext.Current.CancellationToken);

        Assert.True(code == 0, error.ToString());
        Assert.Contains("campaign helm-test-1, seed 1", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("endpoint", await File.ReadAllTextAsync(Repository.InChart("scripts/campaign.yaml"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pod_has_every_file_and_variable_that_the_script_names()
    {
        var chart = await Renderings.DefaultAsync();
        var script = await File.ReadAllTextAsync(Repository.InChart("scripts/test"), TestContext.Current.CancellationToken);

        Assert.Equal(
            Directory.GetFiles(Repository.InChart("scripts")).Select(Path.GetFileName).Except(["backup", "restore"]).Order(StringComparer.Ordinal),
            chart.One("ConfigMap", "test").At("data")!.AsObject().Select(file => file.Key).Order(StringComparer.Ordinal));
        Assert.Subset(
            chart.Environment("test").Keys.ToHashSet(), Variable().Matches(script).Select(match => match.Groups["name"].Value).Distinct().ToHashSet());
        Assert.Contains("ARENA_KEY", chart.Environment("test").Keys);
    }

    /// <summary>A service that KEDA has scaled to nothing answers nobody, and is started by the campaign.</summary>
    [Fact]
    public async Task Services_that_may_have_no_pod_are_not_asked()
    {
        Assert.Equal(6, (await Renderings.DefaultAsync()).Environment("test")["SERVICES"].Split(' ').Length);
        Assert.Equal(
            new[] { "flywheel", "ranking", "training" }.Select(name => $"http://{Renderings.Full}-{name}:8080"),
            (await Renderings.OfAsync("production")).Environment("test")["SERVICES"].Split(' '));
    }

    [GeneratedRegex(@"\barena (?<arguments>(status|run|campaigns|leaderboard|watch) [^|)\n]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"\$(?<name>[A-Z]+)")]
    private static partial Regex Variable();
}
