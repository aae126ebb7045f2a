using System.Globalization;
using ArenaLearning.TestEndpoint;

const string Usage = """
    Usage: dotnet run --project tests/TestEndpoint -- [options]
      --port N             0 takes a free one (default 8080)
      --latency-ms A-B     milliseconds that an answer takes (default 0-0)
      --concurrency N      most requests at once (default 64)
      --faults R           share of the calls that go wrong (default 0)
      --kinds LIST         of RateLimited,ServerError,Dropped,CutInHalf,Slow (default all)
      --retry-after S      seconds that a 429 asks for (default 1)
      --seed N             of the faults (default 1)
      --key KEY            the bearer key that it wants
    """;

EndpointBehaviour behaviour;
try
{
    behaviour = Read(args);
}
catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException)
{
    await Console.Error.WriteLineAsync($"error: {e.Message}\n{Usage}");
    return 2;
}
await using var server = await EndpointServer.StartAsync(behaviour);
await server.WarmUpAsync();
Console.WriteLine($"Listening on {server.BaseUrl}");
await server.WaitForShutdownAsync();
return 0;

static EndpointBehaviour Read(string[] args)
{
    var behaviour = new EndpointBehaviour(Concurrency: 64, RetryAfter: TimeSpan.FromSeconds(1)) { Port = 8080 };
    for (var i = 0; i < args.Length; i += 2)
    {
        if (i + 1 == args.Length) throw new ArgumentException($"{args[i]} has no value");
        var value = args[i + 1];
        behaviour = args[i] switch
        {
            "--port" => behaviour with { Port = int.Parse(value, CultureInfo.InvariantCulture) },
            "--latency-ms" => behaviour with { MinLatencyMs = Number(value.Split('-')[0]), MaxLatencyMs = Number(value.Split('-')[^1]) },
            "--concurrency" => behaviour with { Concurrency = int.Parse(value, CultureInfo.InvariantCulture) },
            "--faults" => behaviour with { FaultRate = Number(value) },
            "--kinds" => behaviour with { Faults = [.. value.Split(',').Select(Enum.Parse<Fault>)] },
            "--retry-after" => behaviour with { RetryAfter = TimeSpan.FromSeconds(Number(value)) },
            "--seed" => behaviour with { Seed = long.Parse(value, CultureInfo.InvariantCulture) },
            "--key" => behaviour with { Key = value },
            _ => throw new ArgumentException($"there is no option {args[i]}"),
        };
    }
    return behaviour;

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
