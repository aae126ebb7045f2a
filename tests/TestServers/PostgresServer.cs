using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ArenaLearning.Waiting;
using Npgsql;
using Xunit;

namespace ArenaLearning.TestServers;

/// <summary>
/// A PostgreSQL of a test's own on loopback, with a database for each who asks. It asks for its password, and does not wait for its disk.
/// Ends when disposed.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Holds what an address has to encode.</summary>
    public const string Password = "pass:w@rd/%";

    private const string User = "postgres";

    private readonly string programs;
    private readonly int port = FreePort();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("postgres-");
    private readonly StringBuilder log = new();
    private Process? process;
    private int databases;

    private PostgresServer(string programs) => this.programs = programs;

    /// <summary>Skips the test where the server is not installed.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var programs = FindPrograms();
        Assert.SkipWhen(programs is null, "This test needs PostgreSQL: install the package postgresql, or let `bash .ci/setup` do it.");
        var server = new PostgresServer(programs!);
        try
        {
            await server.InitializeAsync();
            await server.RunAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public int Port => port;

    /// <summary>For <c>ARENA_LEDGER</c>.</summary>
    /// <param name="through">The port of a <see cref="NetworkLink"/>; null for its own.</param>
    public string Address(string database, int? through = null) =>
        $"postgres://{User}:{Uri.EscapeDataString(Password)}@127.0.0.1:{through ?? port}/{database}";

    /// <returns>The name of a new and empty database.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    /// <returns>The name of a new and empty database whose tables lie on a disk of their own.</returns>
    public async Task<string> CreateDatabaseAsync(SmallDisk disk)
    {
        var tables = Directory.CreateDirectory(Path.Combine(disk.Folder, "tables")).FullName;
        if (Environment.UserName == "root")
            await RunToEndAsync(Start("chown", [User, tables]));
        await ExecuteAsync("postgres", $"CREATE TABLESPACE small LOCATION '{tables}'");
        var name = await CreateDatabaseAsync();
        await ExecuteAsync("postgres", $"ALTER DATABASE {name} SET TABLESPACE small");
        return name;
    }

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<long> NumberAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), null);
    }

    /// <returns>The first column of the first row, as text; null where there is none.</returns>
    public async Task<string?> TextAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)}" is { Length: > 0 } text ? text : null;
    }

    /// <summary>Ends the sessions that hold locks of campaigns, and waits until the locks are free.</summary>
    public async Task EndLockHoldersAsync(string database)
    {
        const string Holders = """
            FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;
        await ExecuteAsync(database, $"SELECT pg_terminate_backend(pid) {Holders}");
        await Eventually.HappensAsync("the locks were free", async () => await NumberAsync(database, $"SELECT COUNT(*) {Holders}") == 0);
    }

    /// <summary>Runs a program of PostgreSQL's, such as <c>pg_dump</c>, against a database.</summary>
    /// <param name="input">Its standard input.</param>
    /// <returns>Its standard output.</returns>
    public Task<string> RunProgramAsync(string program, string database, string input = "", params string[] arguments) =>
        RunToEndAsync(Start(Path.Combine(programs, program), [.. arguments, Address(database)]), input);

    /// <summary>SIGSTOP to every process of the server: it takes connections and answers nothing.</summary>
    public Task HangAsync() => SignalAsync("STOP");

    /// <summary>After <see cref="HangAsync"/>.</summary>
    public Task GoOnAsync() => SignalAsync("CONT");

    /// <summary>SIGKILL of the server; its other processes end when they see that it is gone.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Starts it anew on the same port, with the same data.</summary>
    public Task RestartAsync() => RunAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        // The other processes may write until they end.
        await Eventually.HappensAsync("the server's folder was free", () =>
        {
            try
            {
                folder.Delete(recursive: true);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        });
    }

    private static string? FindPrograms() => (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
        .OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0)
        .Select(version => Path.Combine(version, "bin"))
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")));

    private async Task InitializeAsync()
    {
        var password = Path.Combine(folder.FullName, "password");
        await File.WriteAllTextAsync(password, Password, TestContext.Current.CancellationToken);
        // The server does not run as root.
        if (Environment.UserName == "root") await RunToEndAsync(Start("chown", ["-R", User, folder.FullName]));
        await RunToEndAsync(AsUser(Path.Combine(programs, "initdb"),
            ["-D", Path.Combine(folder.FullName, "data"), "-U", User, "-A", "scram-sha-256", $"--pwfile={password}", "-N", "-E", "UTF8", "--locale=C"]));
    }

    private async Task RunAsync()
    {
        process = Process.Start(AsUser(Path.Combine(programs, "postgres"),
        [
            "-D", Path.Combine(folder.FullName, "data"), "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=32MB",
        ]))!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.HappensAsync("PostgreSQL answered", AnswersAsync, Eventually.Limit, Log);
    }

    private async Task<bool> AnswersAsync()
    {
        Assert.False(process!.HasExited, $"PostgreSQL ended at once.\n{Log()}");
        try
        {
            await using var connection = await OpenAsync("postgres");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Database = database,
            Username = User,
            Password = Password,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private async Task SignalAsync(string signal)
    {
        var children = await File.ReadAllTextAsync($"/proc/{process!.Id}/task/{process.Id}/children", TestContext.Current.CancellationToken);
        await RunToEndAsync(Start("kill", [$"-{signal}", $"{process.Id}", .. children.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
    }

    private static ProcessStartInfo AsUser(string program, IEnumerable<string> arguments) => Environment.UserName == "root"
        ? Start("setpriv", [$"--reuid={User}", $"--regid={User}", "--clear-groups", program, .. arguments]) : Start(program, arguments);

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    };

    private static async Task<string> RunToEndAsync(ProcessStartInfo start, string input = "")
    {
        using var program = Process.Start(start)!;
        var (output, errors) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        await program.StandardInput.WriteAsync(input);
        program.StandardInput.Close();
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(program.ExitCode == 0, $"{start.FileName} ended with exit code {program.ExitCode}: {await errors}");
        return await output;
    }

    private string Log()
    {
        lock (log) return log.ToString();
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        lock (log) log.AppendLine(e.Data);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
