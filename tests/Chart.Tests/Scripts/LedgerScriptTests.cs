using System.Diagnostics;
using System.Runtime.Versioning;
using ArenaLearning.Chart.Tests.Rendered;
using ArenaLearning.TestServers;
using Xunit;

namespace ArenaLearning.Chart.Tests.Scripts;

/// <summary>The back-up and its restore, with the chart's own scripts, as its CronJob calls them, and a PostgreSQL of the test's own.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LedgerScriptTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ledger-");
    private PostgresServer? started;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PostgresServer Server => started!;

    public async ValueTask InitializeAsync() => started = await PostgresServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (started is not null) await started.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_backed_up_comes_back_into_an_empty_database_and_nothing_else_does()
    {
        var (from, to) = (await Server.CreateDatabaseAsync(), await Server.CreateDatabaseAsync());
        await Server.ExecuteAsync(from, """
            CREATE TABLE results (unit text PRIMARY KEY, outcome jsonb NOT NULL);
            INSERT INTO results SELECT 'unit ' || n, '{"text": "it''s; -- \\ \"quoted\" é"}' FROM generate_series(1, 1000) n
            """);

        var (code, said, problems) = await RunAsync("backup", from, folder.FullName);
        Assert.True(code == 0, problems);
        var file = said.Trim();
        Assert.Equal(file, Assert.Single(Directory.GetFiles(folder.FullName, "ledger-*")));
        Assert.Matches(@"/ledger-\d{8}T\d{6}Z\.sql\.gz$", file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        Assert.Equal(0, (await RunAsync("restore", to, file)).Code);
        const string Digest = "SELECT md5(string_agg(unit || outcome, ',' ORDER BY unit)) FROM results";
        Assert.Equal(await Server.TextAsync(from, Digest), await Server.TextAsync(to, Digest));

        // Once more, over what is there: only where that is said.
        await Server.ExecuteAsync(to, "DELETE FROM results; CREATE TABLE later (n int)");
        (code, _, problems) = await RunAsync("restore", to, file);
        Assert.Equal((2, "restore: the database has 2 tables: name an empty one, or say --replace to lose what is in it\n"), (code, problems));
        Assert.Equal(0, (await RunAsync("restore", to, "--replace", file)).Code);
        Assert.Equal(await Server.TextAsync(from, Digest), await Server.TextAsync(to, Digest));
        Assert.Equal(0, await Server.NumberAsync(to, "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'later'"));
    }

    [Fact]
    public async Task A_restore_that_cannot_be_whole_leaves_everything_as_it_was()
    {
        var database = await Server.CreateDatabaseAsync();
        await Server.ExecuteAsync(database, "CREATE TABLE results (unit text); INSERT INTO results VALUES ('kept')");
        var file = (await RunAsync("backup", database, folder.FullName)).Said.Trim();
        var (cut, missing) = (Path.Combine(folder.FullName, "ledger-1.sql.gz"), Path.Combine(folder.FullName, "ledger-0.sql.gz"));
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(file, Token))[..^20], Token);
        var wrong = Path.Combine(folder.FullName, "ledger-2.sql.gz");
        await GzipAsync("CREATE TABLE results (unit text);\nCREATE TABLE results (unit text);\n", wrong);

        var answers = new[] { await RunAsync("restore", database, "--replace", cut), await RunAsync("restore", database, "--replace", missing) };
        Assert.All(answers, answer => Assert.Equal(2, answer.Code));
        Assert.EndsWith($"restore: {cut} is damaged: take another\n", answers[0].Problems, StringComparison.Ordinal);
        Assert.Contains($"restore: there is no {missing}; there is: {cut} {wrong} {file}", answers[1].Problems, StringComparison.Ordinal);
        Assert.NotEqual(0, (await RunAsync("restore", database, "--replace", wrong)).Code);
        Assert.Equal("kept", await Server.TextAsync(database, "SELECT unit FROM results"));
    }

    [Fact]
    public async Task Nobody_is_restored_under()
    {
        var database = await Server.CreateDatabaseAsync();
        var file = (await RunAsync("backup", database, folder.FullName)).Said.Trim();
        var psql = Process.Start(new ProcessStartInfo(Path.Combine(Programs, "psql"), ["--no-psqlrc", Server.Address(database)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await psql.StandardInput.WriteAsync("SELECT 'here';\n");
        await psql.StandardInput.FlushAsync(Token);
        while (await psql.StandardOutput.ReadLineAsync(Token) is { } line && !line.Contains("here", StringComparison.Ordinal)) { }

        var (code, _, problems) = await RunAsync("restore", database, file);
        Assert.Equal((2, "restore: 1 others are connected to the database: stop every Flywheel and every Ranking first\n"), (code, problems));
        psql.StandardInput.Close();
        await psql.WaitForExitAsync(Token);
        psql.Dispose();
        await ArenaLearning.Waiting.Eventually.HappensAsync("the database was restored", async () => (await RunAsync("restore", database, file)).Code == 0);
    }

    [Fact]
    public async Task Old_ones_go_and_one_that_failed_leaves_none()
    {
        var database = await Server.CreateDatabaseAsync();
        foreach (var name in new[] { "ledger-20260101T000000Z", "ledger-20260102T000000Z", "ledger-20260103T000000Z" })
            await GzipAsync("", Path.Combine(folder.FullName, $"{name}.sql.gz"));

        var newest = (await RunAsync("backup", database, folder.FullName)).Said.Trim();
        Assert.Equal(
            ["ledger-20260103T000000Z.sql.gz", Path.GetFileName(newest)], Directory.GetFiles(folder.FullName, "*.gz").Select(Path.GetFileName).Order());

        Assert.NotEqual(0, (await RunAsync("backup", "not-there", folder.FullName)).Code);
        Assert.Equal(2, Directory.GetFiles(folder.FullName, "*.gz").Length);
    }

    /// <summary>The two newest are kept, and the address has parameters that only services understand.</summary>
    private async Task<(int Code, string Said, string Problems)> RunAsync(string script, string database, params string[] arguments)
    {
        var address = Path.Combine(folder.FullName, "address");
        await File.WriteAllTextAsync(
            address, $"{Server.Address(database)}?pool_size=5&sslmode=disable&search_path=public&command_timeout=9\n", Token);
        using var process = Process.Start(new ProcessStartInfo("bash", [Repository.InChart($"scripts/{script}"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ARENA_LEDGER_FILE"] = address, ["KEEP"] = "2", ["PATH"] = $"{Programs}:{Environment.GetEnvironmentVariable("PATH")}",
            },
        })!;
        var (said, problems) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await said, await problems);
    }

    // Where pg_dump is that fits the server.
    private static string Programs { get; } = (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
        .Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "pg_dump"))).Order().LastOrDefault("/usr/bin");

    private static async Task GzipAsync(string text, string path)
    {
        await using var stream = new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Fastest);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), Token);
    }
}
