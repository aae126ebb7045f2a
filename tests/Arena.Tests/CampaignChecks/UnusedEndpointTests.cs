using ArenaLearning.Arena.Commands;
using ArenaLearning.Arena.Tests.Commands;
using Xunit;

namespace ArenaLearning.Arena.Tests.CampaignChecks;

/// <summary>Keys of endpoints that are asked, and of those that are not.</summary>
public class UnusedEndpointTests
{
    private const string Endpoints = "endpoints=[{ name: local, base_url: \"http://localhost:8000/v1\", key_env: NOBODY_SETS_THIS }, "
        + "{ name: other, base_url: \"http://localhost:8001/v1\", key_file: no/such/key }]";
    private const string Asked = "competitors.1={ name: multiplier, kind: openai, endpoint: local, model: m, temperature: 0.7 }";

    [Theory]
    [InlineData("validate")]
    [InlineData("plan")]
    public async Task A_key_that_nobody_needs_is_warned_of_once(string command)
    {
        var (exitCode, _, error) = await InvokeAsync(command, ShippedExample.Path, "--set", Endpoints);

        Assert.Equal(0, exitCode);
        var warnings = error.TrimEnd().Split('\n');
        Assert.Equal(2, warnings.Length);
        Assert.Contains("endpoints.0.key_env: the environment variable NOBODY_SETS_THIS is not set", warnings[0], StringComparison.Ordinal);
        Assert.EndsWith("The campaign goes on without: nobody is asked at local", warnings[0], StringComparison.Ordinal);
        Assert.Contains("endpoints.1.key_file: there is no file", warnings[1], StringComparison.Ordinal);
        Assert.All(warnings, warning => Assert.StartsWith("warning: --set endpoints=", warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_somebody_needs_is_refused()
    {
        var (exitCode, _, error) = await InvokeAsync("validate", ShippedExample.Path, "--set", Endpoints, "--set", Asked);

        Assert.Equal(2, exitCode);
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.Contains("endpoints.0.key_env: the environment variable NOBODY_SETS_THIS is not set", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> InvokeAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ArenaCommandLine.InvokeAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
