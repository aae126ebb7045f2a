using System.Diagnostics;
using Xunit;

namespace ArenaLearning.Chart.Tests.Rendered;

/// <summary>The real <c>helm</c>: the one that <c>ARENA_TEST_HELM</c> names, else the one on the PATH. It reaches no cluster.</summary>
internal static class HelmProgram
{
    private static readonly string? Program = Candidates().FirstOrDefault(File.Exists);

    // It would write into the user's home.
    private static readonly string Home = Directory.CreateTempSubdirectory("helm-").FullName;

    static HelmProgram() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Home, recursive: true);

    /// <summary>Skips the test where there is no helm.</summary>
    /// <param name="kubeconfig">A cluster to ask; none by default.</param>
    public static async Task<(int Code, string Output, string Problems)> RunAsync(IEnumerable<string> arguments, string kubeconfig = "/dev/null")
    {
        using var process = Process.Start(new ProcessStartInfo(Required(), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                // It is done before there is much to collect.
                ["GOGC"] = "off",
                ["KUBECONFIG"] = kubeconfig, ["HELM_CACHE_HOME"] = Home, ["HELM_CONFIG_HOME"] = Home, ["HELM_DATA_HOME"] = Home, ["HELM_PLUGINS"] = Home,
            },
        })!;
        var (output, problems) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await problems);
    }

    /// <returns>Its path; the test is skipped where there is none.</returns>
    public static string Required()
    {
        Assert.SkipWhen(Program is null, "This test needs helm: name it in ARENA_TEST_HELM, put it on the PATH, or let `bash .ci/setup` fetch it.");
        return Program!;
    }

    private static IEnumerable<string> Candidates() => Environment.GetEnvironmentVariable("ARENA_TEST_HELM") is { Length: > 0 } named ? [named]
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "helm"));
}
