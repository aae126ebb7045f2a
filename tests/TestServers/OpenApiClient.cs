using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace ArenaLearning.TestServers;

/// <summary>Clients of other makes that know of a server what its OpenAPI document says, and nothing else.</summary>
internal static class OpenApiClient
{
    private const string Variable = "ARENA_TEST_OPENAPI";

    private static readonly string[] Packages = ["openapi-client-axios", "openapi-backend"];

    /// <summary>Skips the test where they are not installed.</summary>
    /// <param name="script">What is run by node.</param>
    /// <param name="calls">Objects with <c>operation</c>, <c>parameters</c> and <c>body</c>.</param>
    /// <returns>For each call its <c>status</c>, its <c>data</c>, and as <c>problems</c> where request or answer are not what the document says.</returns>
    public static async Task<JsonArray> CallAsync(string script, Uri server, string key, JsonArray calls, CancellationToken cancellationToken)
    {
        var modules = new[] { Environment.GetEnvironmentVariable(Variable), "/usr/local/lib/node_modules", "/usr/lib/node_modules" }
            .FirstOrDefault(folder => folder is not null && Packages.All(package => Directory.Exists(Path.Combine(folder, package))));
        Assert.SkipWhen(
            modules is null,
            $"This test needs the npm packages {string.Join(" and ", Packages)}: name their folder in {Variable}, or let `bash .ci/setup` install them.");
        using var node = Process.Start(new ProcessStartInfo("node", [script, modules!, server.ToString(), key])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await node.StandardInput.WriteAsync(calls.ToJsonString());
        node.StandardInput.Close();
        var (output, error) = (node.StandardOutput.ReadToEndAsync(cancellationToken), node.StandardError.ReadToEndAsync(cancellationToken));
        await node.WaitForExitAsync(cancellationToken);
        Assert.True(node.ExitCode == 0, await error);
        return JsonNode.Parse(await output)!.AsArray();
    }
}
