using System.Diagnostics;

namespace ArenaLearning.System.Tests.Processes;

/// <summary>A .NET program running as a process of its own, with everything it prints. Disposing kills it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> lines = [];

    private ChildProcess(string name, Process process) => (Name, this.process) = (name, process);

    public string Name { get; }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Every line of both streams so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get { lock (lines) return [.. lines]; }
    }

    /// <summary>The last lines, for messages about failures.</summary>
    public string Tail
    {
        get
        {
            lock (lines)
                return $"--- {Name} ({(HasExited ? $"ended with exit code {process.ExitCode}" : "still running")}) printed last:\n"
                    + string.Join('\n', lines.TakeLast(60));
        }
    }

    /// <param name="name">For messages.</param>
    /// <param name="bus">Value of <c>ARENA_BUS</c>; null takes it out of the environment.</param>
    /// <param name="environment">More variables.</param>
    /// <param name="workingFolder">Null for the root of the repository.</param>
    public static ChildProcess Start(
        string name, string dll, IEnumerable<string> arguments, Uri? bus = null, IEnumerable<KeyValuePair<string, string?>>? environment = null,
        string? workingFolder = null)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [dll, .. arguments])
        {
            WorkingDirectory = workingFolder ?? Programs.Repository,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ARENA_BUS"] = bus?.ToString();
        // Many services run on this machine at once, and their ports would be the same.
        foreach (var listener in new[] { "ARENA_MANAGEMENT", "ARENA_GRPC", "ARENA_HTTP" }) start.Environment[listener] = "off";
        // What is printed is shown to people.
        start.Environment["ARENA_LOG"] = "text";
        foreach (var (variable, value) in environment ?? []) start.Environment[variable] = value;
        // Where training saves and resumes is logged at this level.
        start.Environment["Logging__LogLevel__ArenaLearning.Training"] = "Information";
        var child = new ChildProcess(name, new Process { StartInfo = start });
        child.process.OutputDataReceived += child.Keep;
        child.process.ErrorDataReceived += child.Keep;
        child.process.Start();
        child.process.StandardInput.Close();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It still runs after the limit; carries what it printed last.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{Name} did not end within {limit.TotalSeconds:0} s.\n{Tail}", e);
        }
        return process.ExitCode;
    }

    /// <summary>SIGKILL: the process gets no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: the process is asked to end.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>SIGSTOP: the process is there, and does nothing.</summary>
    public Task HaltAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT, after <see cref="HaltAsync"/>.</summary>
    public Task GoOnAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is null) return;
        lock (lines) lines.Add(e.Data);
    }
}
