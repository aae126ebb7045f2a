using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.TestServers;

/// <summary>A RabbitMQ of a test's own on loopback, without plugins. What it holds outlives a kill. Ends when disposed.</summary>
internal sealed class RabbitMqServer : IAsyncDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    /// <summary>A busy machine takes its time with the start of a broker.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rabbitmq-");
    private readonly int namesPort = LoopbackPort.Free(), distributionPort = LoopbackPort.Free();
    private readonly StringBuilder log = new();
    private Process? names, process;

    private RabbitMqServer() { }

    public int Port { get; } = LoopbackPort.Free();

    /// <summary>For <c>ARENA_BUS</c>.</summary>
    /// <param name="port">That of a <see cref="NetworkLink"/>; null for its own.</param>
    public Uri Address(int? port = null) => new($"amqp://guest:guest@127.0.0.1:{port ?? Port}/");

    /// <summary>Skips the test where the server is not installed.</summary>
    public static async Task<RabbitMqServer> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "This test needs RabbitMQ: install the package rabbitmq-server, or let `bash .ci/setup` do it.");
        var server = new RabbitMqServer();
        try
        {
            await File.WriteAllTextAsync(server.PathOf("plugins"), "[].", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(server.PathOf("rabbitmq.conf"), $"""
                listeners.tcp.1 = 127.0.0.1:{server.Port}
                disk_free_limit.absolute = 50MB
                log.console = false
                """, TestContext.Current.CancellationToken);
            server.names = server.Run("epmd", "-address", "127.0.0.1", "-port", $"{server.namesPort}");
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Starts it anew on the same port, with the same data, and waits until it answers.</summary>
    public async Task RestartAsync()
    {
        process = Run(Program);
        await Eventually.HappensAsync("RabbitMQ answered", AnswersAsync, StartLimit, Log);
    }

    /// <returns>Messages in each queue, those that a consumer holds included. Asking takes seconds.</returns>
    public async Task<IReadOnlyDictionary<string, long>> MessagesAsync()
    {
        using var asking = Process.Start(ToRun("/usr/lib/rabbitmq/bin/rabbitmqctl", "-q", "list_queues", "--no-table-headers", "name", "messages"))!;
        asking.StandardInput.Close();
        var (said, errors) = (asking.StandardOutput.ReadToEndAsync(), asking.StandardError.ReadToEndAsync());
        await asking.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(asking.ExitCode == 0, $"{await said}\n{await errors}");
        return (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
            .ToDictionary(row => row[0], row => long.Parse(row[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (names is not null)
        {
            if (!names.HasExited) names.Kill();
            await names.WaitForExitAsync();
            names.Dispose();
        }
        folder.Delete(recursive: true);
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private Process Run(string program, params string[] arguments)
    {
        var started = Process.Start(ToRun(program, arguments))!;
        started.StandardInput.Close();
        started.OutputDataReceived += Keep;
        started.ErrorDataReceived += Keep;
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private ProcessStartInfo ToRun(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["HOME"] = folder.FullName,
            ["RABBITMQ_NODENAME"] = $"arena-{Port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{Port}",
            ["RABBITMQ_DIST_PORT"] = $"{distributionPort}",
            ["RABBITMQ_MNESIA_BASE"] = PathOf("data"),
            ["RABBITMQ_LOG_BASE"] = PathOf("log"),
            ["RABBITMQ_PID_FILE"] = PathOf("pid"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = PathOf("plugins"),
            ["RABBITMQ_CONFIG_FILE"] = PathOf("rabbitmq.conf"),
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = $"{namesPort}",
        }) start.Environment[name] = value;
        return start;
    }

    /// <summary>A broker that speaks AMQP answers the header of the protocol with a method's frame, whose first byte is 1.</summary>
    private async Task<bool> AnswersAsync()
    {
        Assert.False(process!.HasExited, $"RabbitMQ ended at once.\n{Log()}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), TestContext.Current.CancellationToken);
            return client.GetStream().ReadByte() == 1;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private string Log()
    {
        lock (log) return log.ToString();
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        lock (log) log.AppendLine(e.Data);
    }
}
