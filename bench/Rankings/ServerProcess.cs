using System.Diagnostics;

namespace ArenaLearning.Bench.Rankings;

/// <summary>The server in a process of its own, so that its processor time is not the client's.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Processor time since its start.</summary>
    public TimeSpan Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static async Task<ServerProcess> StartAsync(string keysFile)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(ServerProcess).Assembly.Location, "server", keysFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start: see its message above.");
        return new(process, new(address));
    }

    public Task TellAsync(string word) => process.StandardInput.WriteLineAsync(word);

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }
}
