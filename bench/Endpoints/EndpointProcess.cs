using System.Diagnostics;
using System.Net.Http.Json;

namespace ArenaLearning.Bench.Endpoints;

/// <summary>The test endpoint in a process of its own, so that its processor time is not ours.</summary>
internal sealed class EndpointProcess : IDisposable
{
    private readonly Process process;

    private EndpointProcess(Process process, string baseUrl) => (this.process, BaseUrl) = (process, baseUrl);

    public string BaseUrl { get; }

    public static async Task<EndpointProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(BuiltOutput.Of("tests/TestEndpoint"), "ArenaLearning.TestEndpoint.dll"), "--port", "0", .. arguments])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The test endpoint did not start: see its message above.");
        return new(process, line.Split(' ')[^1]);
    }

    /// <summary>What the endpoint measured.</summary>
    public async Task<Statistics> StatisticsAsync()
    {
        using var http = new HttpClient();
        return (await http.GetFromJsonAsync<Statistics>(new Uri($"{BaseUrl[..^"/v1".Length]}/stats")))!;
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    internal sealed record Statistics(
        long Requests, long Answered, long DistinctRequests, int MaxConcurrency, long OverLimit, BusyTime Busy);

    internal sealed record BusyTime(double Seconds, double SpanSeconds, double Share, IReadOnlyList<double> Timeline);
}
