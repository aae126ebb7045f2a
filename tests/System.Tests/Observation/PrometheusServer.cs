using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using ArenaLearning.TestServers;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.System.Tests.Observation;

/// <summary>A Prometheus of a test's own on loopback, with the rules of the repository. Ends when disposed.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private const string Program = "prometheus";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("prometheus-");
    private readonly DateTimeOffset started = DateTimeOffset.UtcNow;
    private readonly HttpClient http;
    private readonly Process process;

    private PrometheusServer(IReadOnlyList<(string Job, int Port, string Path)> targets, string rules, string interval)
    {
        var port = LoopbackPort.Free();
        http = new() { BaseAddress = new($"http://127.0.0.1:{port}/api/v1/") };
        var configuration = Path.Combine(folder.FullName, "prometheus.yml");
        File.WriteAllText(configuration, string.Join('\n',
        [
            $"global: {{scrape_interval: {interval}, evaluation_interval: 1s}}", $"rule_files: ['{rules}']", "scrape_configs:",
            .. targets.Select(target =>
                $"- {{job_name: '{target.Job}', metrics_path: '{target.Path}', static_configs: [{{targets: ['127.0.0.1:{target.Port}']}}]}}"),
        ]));
        process = Process.Start(new ProcessStartInfo(Program,
        [
            $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(folder.FullName, "data")}", $"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>Skips the test where the program is not installed.</summary>
    /// <param name="rules">The file of alert rules.</param>
    /// <param name="interval">How often targets are asked: what is told of a short job is soon gone.</param>
    public static async Task<PrometheusServer> StartAsync(IReadOnlyList<(string Job, int Port, string Path)> targets, string rules, string interval = "1s")
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(folders.Any(bin => File.Exists(Path.Combine(bin, Program))),
            "This test needs Prometheus: install the package prometheus, or let `bash .ci/setup` do it.");
        var server = new PrometheusServer(targets, rules, interval);
        await Eventually.HappensAsync("Prometheus answered", async () =>
        {
            Assert.False(server.process.HasExited, "Prometheus ended at once");
            return await LoopbackPort.AnswersAsync(server.http.BaseAddress!.Port, TestContext.Current.CancellationToken);
        });
        return server;
    }

    /// <returns>What is wrong with targets and rules, a sentence for each.</returns>
    public async Task<IReadOnlyList<string>> ProblemsAsync()
    {
        var targets = (await AskAsync("targets?state=active")).GetProperty("activeTargets").EnumerateArray();
        var rules = (await AskAsync("rules")).GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray()).ToList();
        return
        [
            .. targets.Where(target => target.GetProperty("health").GetString() != "up")
                .Select(target => $"{target.GetProperty("scrapeUrl")}: {target.GetProperty("lastError")}"),
            .. rules.Where(rule => rule.GetProperty("health").GetString() == "err")
                .Select(rule => $"{rule.GetProperty("name")}: {rule.GetProperty("lastError")}"),
            .. rules.Count > 0 ? Array.Empty<string>() : ["There are no rules."],
        ];
    }

    /// <returns>How many series a query returns, at any time since the start.</returns>
    public async Task<int> SeriesOfAsync(string query)
    {
        var (start, end) = (started.ToUnixTimeSeconds(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        var result = await AskAsync(string.Create(
            CultureInfo.InvariantCulture, $"query_range?query={Uri.EscapeDataString(query)}&start={start}&end={end}&step=0.2"));
        return result.GetProperty("result").GetArrayLength();
    }

    /// <returns>The labels that the series of a metric have; empty where there is no such metric.</returns>
    public async Task<IReadOnlyCollection<string>> LabelsOfAsync(string metric) =>
        [.. (await AskAsync($"labels?match[]={metric}")).EnumerateArray().Select(label => label.GetString()!)];

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task<JsonElement> AskAsync(string path)
    {
        using var reply = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var body = await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(reply.IsSuccessStatusCode, $"{path}: {body}");
        return body.GetProperty("data");
    }
}
