using System.Diagnostics;
using ArenaLearning.TestServers;

namespace ArenaLearning.Bench.Bus;

/// <summary>The services that a recorded campaign needs, each as a process of its own. Disposing ends them.</summary>
internal sealed class ServiceProcesses : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly List<(string Service, Process Process)> processes = [];

    private ServiceProcesses(Uri flywheel) => Flywheel = flywheel;

    /// <summary>Where Flywheel is asked.</summary>
    public Uri Flywheel { get; }

    /// <param name="replicas">Processes of Generation and of Judging.</param>
    public static async Task<ServiceProcesses> StartAsync(string folder, string keysFile, int replicas)
    {
        var port = LoopbackPort.Free();
        var services = new ServiceProcesses(new($"http://127.0.0.1:{port}"));
        try
        {
            foreach (var (service, count) in new[] { ("Flywheel", 1), ("Generation", replicas), ("Judging", replicas), ("Ranking", 1), ("DataMining", 1) })
                for (var i = 0; i < count; i++)
                    services.processes.Add((service, Start(service, folder, keysFile, service == "Flywheel" ? services.Flywheel.ToString() : "off")));
            await services.ListeningAsync(port);
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Seconds of processor time since its start, by service, replicas together.</summary>
    public IReadOnlyDictionary<string, double> Processor() => Sum(process => process.TotalProcessorTime.TotalSeconds);

    /// <summary>The most memory that a service had until now, in MiB, by service; of replicas the largest.</summary>
    public IReadOnlyDictionary<string, double> PeakMemory() => processes.GroupBy(one => one.Service).ToDictionary(
        service => service.Key, service => service.Max(one => Refreshed(one.Process).PeakWorkingSet64 / 1048576.0));

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process) in processes)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>A built program of this repository.</summary>
    public static string Program(string service, string assembly) => Path.Combine(BuiltOutput.Of($"services/{service}"), $"{assembly}.dll");

    private static Process Start(string service, string folder, string keysFile, string grpc)
    {
        var start = new ProcessStartInfo("dotnet", [Program(service, $"ArenaLearning.{service}")]);
        start.Environment["ARENA_ARTIFACTS"] = Path.Combine(folder, "artifacts");
        start.Environment["ARENA_KEYS_FILE"] = keysFile;
        start.Environment["ARENA_GRPC"] = grpc;
        start.Environment["ARENA_HTTP"] = start.Environment["ARENA_MANAGEMENT"] = "off";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        return Process.Start(start)!;
    }

    private async Task ListeningAsync(int port)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            if (processes.Find(one => one.Process.HasExited) is { Service: { } ended })
                throw new InvalidOperationException($"{ended} ended: see its message above.");
            if (await LoopbackPort.AnswersAsync(port, CancellationToken.None)) return;
            if (waited.Elapsed > Patience) throw new InvalidOperationException($"Flywheel did not listen within {Patience.TotalMinutes:0} minutes.");
        }
    }

    private Dictionary<string, double> Sum(Func<Process, double> value) =>
        processes.GroupBy(one => one.Service).ToDictionary(service => service.Key, service => service.Sum(one => value(Refreshed(one.Process))));

    private static Process Refreshed(Process process)
    {
        process.Refresh();
        return process;
    }
}
