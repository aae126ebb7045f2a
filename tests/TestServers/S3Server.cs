using System.Diagnostics;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.TestServers;

/// <summary>
/// An S3 server of a test's own on loopback, of another make than anything here: s3rver, with one bucket. What it holds outlives a kill. Ends when
/// disposed.
/// </summary>
internal sealed class S3Server : IAsyncDisposable
{
    /// <summary>The keys that it knows, which are no secret of anybody.</summary>
    public const string KeyId = "S3RVER", Secret = "S3RVER";

    public const string Bucket = "arena";
    private const string Variable = "ARENA_TEST_S3RVER";

    private readonly string module, keyId, secret;
    private readonly int port = LoopbackPort.Free();
    private readonly DirectoryInfo folder;
    private Process process;

    private S3Server(string module, string keyId, string secret, DirectoryInfo folder)
    {
        (this.module, this.keyId, this.secret, this.folder) = (module, keyId, secret, folder);
        process = Run();
    }

    /// <summary>For <c>ARENA_S3_ENDPOINT</c>.</summary>
    public Uri Endpoint => new($"http://127.0.0.1:{port}");

    /// <summary>Where the objects of the bucket lie: each with its key's path, and files beside it.</summary>
    public string Objects => Path.Combine(folder.FullName, Bucket);

    public int Port => port;

    /// <summary>Skips the test where the server is not installed.</summary>
    /// <param name="disk">Where it keeps what it holds; null for the machine's own.</param>
    public static async Task<S3Server> StartAsync(string keyId = KeyId, string secret = Secret, SmallDisk? disk = null)
    {
        var module = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named
            : ((string[])["/usr/local/lib", "/usr/lib"]).Select(lib => $"{lib}/node_modules/@20minutes/s3rver").FirstOrDefault(Directory.Exists);
        Assert.SkipWhen(
            module is null, $"This test needs the npm package @20minutes/s3rver: name its folder in {Variable}, or let `bash .ci/setup` install it.");
        var server = new S3Server(
            module!, keyId, secret,
            disk is null ? Directory.CreateTempSubdirectory("s3rver-") : Directory.CreateDirectory(Path.Combine(disk.Folder, "s3rver")));
        await server.AnswersAsync();
        return server;
    }

    /// <summary>The file that holds an object.</summary>
    public string FileOf(string key) => Path.Combine(Objects, $"{key}._S3rver_object");

    /// <returns>Keys of all objects that are whole.</returns>
    public IReadOnlyList<string> Keys() =>
    [
        .. Directory.EnumerateFiles(Objects, "*._S3rver_object", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Objects, path)[..^"._S3rver_object".Length]).Order(StringComparer.Ordinal),
    ];

    /// <returns>How many parts of uploads it holds that are neither complete nor given up.</returns>
    public int Parts() => Directory.Exists(Uploads) ? Directory.EnumerateFiles(Uploads, "*.md5", SearchOption.AllDirectories).Count() : 0;

    private string Uploads => Path.Combine(Objects, "._S3rver_uploads");

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP, or SIGCONT: it takes connections and answers nothing, or goes on.</summary>
    public async Task HangAsync(bool hangs = true)
    {
        using var kill = Process.Start("kill", [hangs ? "-STOP" : "-CONT", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>After <see cref="KillAsync"/>: on the same port, with what it held.</summary>
    public async Task RestartAsync()
    {
        process.Dispose();
        process = Run();
        await AnswersAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private Process Run()
    {
        // It does not say that its disk is full. It lacks one request of those that are made here, that which gives an upload up; and of lists it takes
        // the path for one without its last slash, so that no signature of Amazon's SDK for .NET would be right. Its marks of pages are made with a
        // cipher of the past.
        const string Script = """
            const [module, port, directory, bucket, key, secret] = process.argv.slice(1);
            require(`${module}/lib/models/account`).DUMMY_ACCOUNT.createKeyPair(key, secret);
            const server = new (require(module))({
              address: '127.0.0.1', port: Number(port), silent: true, directory, configureBuckets: [{ name: bucket, configs: [] }],
            });
            server.middleware.unshift(async (context, next) => {
              const upload = context.method === 'DELETE' && context.query.uploadId;
              if (context.path === `/${bucket}/`) context.app = Object.create(server, { allowMismatchedSignatures: { value: true } });
              if (!upload) {
                try {
                  return await next();
                } catch (e) {
                  if (e.code !== 'ENOSPC') throw e;
                  // In MinIO's words; its own are that it stumbled.
                  context.status = 507;
                  context.type = 'application/xml';
                  context.body = '<Error><Code>XMinioStorageFull</Code><Message>full</Message></Error>';
                  return;
                }
              }
              await require('fs').promises.rm(`${directory}/${bucket}/._S3rver_uploads/${upload}`, { recursive: true });
              context.status = 204;
            });
            server.run();
            """;
        var start = new ProcessStartInfo("node", ["--openssl-legacy-provider", "-e", Script, module, $"{port}", folder.FullName, Bucket, keyId, secret])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var started = Process.Start(start)!;
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private Task AnswersAsync() => Eventually.HappensAsync("s3rver answered", async () =>
    {
        Assert.False(process.HasExited, "s3rver ended at once");
        return await LoopbackPort.AnswersAsync(port, TestContext.Current.CancellationToken);
    });
}
