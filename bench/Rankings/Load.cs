using System.Diagnostics;

namespace ArenaLearning.Bench.Rankings;

/// <summary>What calls at a steady rate took.</summary>
/// <param name="Milliseconds">From sending to the answer, in ascending order.</param>
/// <param name="Client">Processor time of this process, in microseconds a call.</param>
/// <param name="Server">That of the server.</param>
internal sealed record Load(IReadOnlyList<double> Milliseconds, double Client, double Server)
{
    public double Processor => Client + Server;

    public double Quantile(double share) => Milliseconds[(int)Math.Min(Milliseconds.Count - 1, share * Milliseconds.Count)];

    /// <summary>Calls are sent when they are due, however long others take.</summary>
    public static async Task<Load> RunAsync(ServerProcess server, int callsASecond, TimeSpan duration, Func<Task> callAsync)
    {
        var (client, serving) = (Own(), server.Processor);
        var started = Stopwatch.GetTimestamp();
        var calls = new List<Task<double>>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * callsASecond); calls.Count < due;) calls.Add(TimedAsync());
            await timer.WaitForNextTickAsync();
        }
        var times = await Task.WhenAll(calls);
        var spent = (Client: Own() - client, Server: server.Processor - serving);
        Array.Sort(times);
        return new(times, spent.Client.TotalMicroseconds / times.Length, spent.Server.TotalMicroseconds / times.Length);

        async Task<double> TimedAsync()
        {
            var sent = Stopwatch.GetTimestamp();
            await callAsync();
            return Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        }
    }

    private static TimeSpan Own()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
