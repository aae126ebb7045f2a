using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.TestServers;

/// <summary>A Redis of a test's own on loopback, which keeps nothing on disk unless told to: a restart loses everything. Ends when disposed.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "redis-server";
    private readonly int port;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("redis-");
    private Process process;

    private RedisServer(int port) => (this.port, process) = (port, Run(port, folder));

    /// <summary>For <c>ARENA_REDIS</c>.</summary>
    public string Address => $"redis://127.0.0.1:{port}";

    public int Port => port;

    /// <summary>Skips the test where the program is not installed.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(
            folders.Any(folder => File.Exists(Path.Combine(folder, Program))),
            $"This test needs Redis: install the package {Program}, or let `bash .ci/setup` do it.");
        var server = new RedisServer(LoopbackPort.Free());
        await server.AnswersAsync();
        return server;
    }

    /// <summary>Sends a command, words without blanks.</summary>
    public async Task CommandAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var reply = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.False(reply is null || reply.StartsWith('-'), reply);
    }

    /// <summary>SIGSTOP: it takes connections and answers nothing.</summary>
    public async Task HangAsync()
    {
        using var kill = Process.Start("kill", ["-STOP", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>After <see cref="KillAsync"/>: on the same port, and empty, or as it was when it was told to <c>SAVE</c>.</summary>
    public async Task RestartAsync()
    {
        process.Dispose();
        process = Run(port, folder);
        await AnswersAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static Process Run(int port, DirectoryInfo folder)
    {
        var start = new ProcessStartInfo(Program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.FullName])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private Task AnswersAsync() => Eventually.HappensAsync($"{Program} answered", async () =>
    {
        Assert.False(process.HasExited, $"{Program} ended at once");
        return await LoopbackPort.AnswersAsync(port, TestContext.Current.CancellationToken);
    });
}
