using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.TestServers;

/// <summary>A pgbouncer of a test's own in front of a PostgreSQL. Ends when disposed.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer", User = "postgres";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pgbouncer-");
    private readonly int port = FreePort();
    private Process? process;

    /// <summary>For <c>ARENA_LEDGER</c>.</summary>
    public string Address(string database) => $"postgres://{User}:any@127.0.0.1:{port}/{database}";

    /// <summary>Skips the test where the program is not installed.</summary>
    /// <param name="mode"><c>session</c>, <c>transaction</c> or <c>statement</c>.</param>
    public static async Task<PgBouncer> StartAsync(PostgresServer server, string mode)
    {
        Assert.SkipUnless(File.Exists(Program), "This test needs pgbouncer: install the package pgbouncer, or let `bash .ci/setup` do it.");
        var pooler = new PgBouncer();
        await pooler.RunAsync(server, mode);
        return pooler;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        folder.Delete(recursive: true);
    }

    private async Task RunAsync(PostgresServer server, string mode)
    {
        var settings = Path.Combine(folder.FullName, "pgbouncer.ini");
        await File.WriteAllTextAsync(settings, $"""
            [databases]
            * = host=127.0.0.1 port={server.Port} user={User} password='{PostgresServer.Password}'
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = {mode}
            ignore_startup_parameters = options,extra_float_digits
            """, TestContext.Current.CancellationToken);
        using (var open = Process.Start("chmod", ["-R", "go+rX", folder.FullName])) await open.WaitForExitAsync();
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", [$"--reuid={User}", $"--regid={User}", "--clear-groups", Program, settings])
            : new ProcessStartInfo(Program, [settings]);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (true, true, "/");
        process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.HappensAsync("pgbouncer listened", async () =>
        {
            Assert.False(process.HasExited, "pgbouncer ended at once");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
