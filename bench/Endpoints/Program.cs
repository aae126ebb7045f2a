using System.Globalization;
using ArenaLearning.Bench.Endpoints;
using ArenaLearning.Endpoints.Redis;

// How well a campaign uses an endpoint: dotnet run -c Release --project bench/Endpoints -- [UNITS] [CONCURRENCY]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var units = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
var concurrency = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 64;
var folder = Directory.CreateTempSubdirectory("endpoint-bench-").FullName;
// The cache is on, as in a campaign, and empty; with ARENA_REDIS it is there, and so are the endpoint's limits.
if (RedisAddress.FromEnvironment() is null) Environment.SetEnvironmentVariable("ARENA_CACHE", Path.Combine(folder, "cache"));
try
{
    using var endpoint = await EndpointProcess.StartAsync("--latency-ms", "25-75", "--concurrency", $"{concurrency}");
    var run = await new EndpointBench(folder, endpoint.BaseUrl, concurrency).RunAsync(units);
    var seen = await endpoint.StatisticsAsync();
    Console.WriteLine($"units                 {run.Units}, recorded {run.Recorded}, asked {seen.Requests}");
    Console.WriteLine($"endpoint busy         {100 * seen.Busy.Share:F1} % of {concurrency} places over {seen.Busy.SpanSeconds:F2} s");
    Console.WriteLine($"  by quarter second   {string.Join(' ', seen.Busy.Timeline.Select(share => $"{100 * share:F0}"))}");
    Console.WriteLine($"most at once          {seen.MaxConcurrency} of {concurrency}, {seen.OverLimit} over the limit");
    Console.WriteLine($"processor time        {1000 * run.CpuSeconds / run.Units:F3} ms a unit ({run.CpuSeconds:F2} s)");
    Console.WriteLine($"wall time             {run.WallSeconds:F2} s");
    return run.Recorded == units && seen.OverLimit == 0 ? 0 : 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
