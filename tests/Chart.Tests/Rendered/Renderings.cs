using System.Collections.Concurrent;
using Xunit;

namespace ArenaLearning.Chart.Tests.Rendered;

/// <summary>The chart rendered with each file of <c>ci/</c>, once for all tests, and with switches of a test's own.</summary>
internal static class Renderings
{
    public const string Release = "demo";

    /// <summary>What names of objects begin with.</summary>
    public const string Full = "demo-arena-learning";

    private const string Suffix = "-values.yaml";

    private static readonly ConcurrentDictionary<string, Lazy<Task<RenderedChart>>> Known = new();

    /// <summary>The values files of <c>ci/</c>, by what is before <c>-values.yaml</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Repository.InChart("ci"), $"*{Suffix}").Select(path => Path.GetFileName(path)[..^Suffix.Length]).Order(StringComparer.Ordinal)];

    public static TheoryData<string> All => [.. Names];

    public static Task<RenderedChart> OfAsync(string name) => Known.GetOrAdd(name, _ => new(() => RenderAsync(["--values", FileOf(name)]))).Value;

    public static Task<RenderedChart> DefaultAsync() => OfAsync("default");

    public static string FileOf(string name) => Repository.InChart($"ci/{name}{Suffix}");

    /// <param name="settings">As behind <c>--set</c>.</param>
    public static Task<RenderedChart> WithAsync(params string[] settings) =>
        RenderAsync(settings.SelectMany(setting => new[] { "--set", setting }));

    /// <returns>What helm says as it refuses.</returns>
    public static async Task<string> RefusalAsync(params string[] settings)
    {
        var (code, output, problems) = await HelmProgram.RunAsync(
            ["template", Release, Repository.Chart, .. settings.SelectMany(setting => new[] { "--set", setting })]);
        Assert.True(code != 0, $"it was rendered:\n{output}");
        return problems;
    }

    public static async Task<RenderedChart> RenderAsync(IEnumerable<string> arguments, string release = Release, string? chart = null)
    {
        var (code, output, problems) = await HelmProgram.RunAsync(["template", release, chart ?? Repository.Chart, .. arguments]);
        Assert.True(code == 0, problems);
        return RenderedChart.Parse(output);
    }
}
