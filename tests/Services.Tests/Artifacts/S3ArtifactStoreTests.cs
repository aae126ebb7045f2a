using System.Security.Cryptography;
using Amazon.Runtime;
using ArenaLearning.Artifacts;
using ArenaLearning.Artifacts.S3;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.TestServers;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.Services.Tests.Artifacts;

/// <summary>The store in a bucket, before a server that is not ours.</summary>
public sealed class S3ArtifactStoreTests(SharedS3 shared) : ArtifactStoreSuite, IClassFixture<SharedS3>
{
    private const int Part = 100_000;

    private readonly string prefix = $"tests/{Guid.NewGuid():N}";
    private readonly List<IDisposable> open = [];
    private int opened;

    private S3Settings Settings => new()
    {
        Bucket = S3Server.Bucket,
        Prefix = prefix,
        Endpoint = shared.Server.Endpoint,
        IsPathStyle = true,
        PartBytes = Part,
        Patience = TimeSpan.FromSeconds(2),
    };

    protected override ArtifactScope Scope => Settings.Root.Under("campaigns").Under("c1");

    protected override IArtifactStore Open() => Open(Path($"copies-{Interlocked.Increment(ref opened)}"));

    protected override void Damage(ArtifactReference artifact, string? file = null)
    {
        var key = KeyOf(artifact);
        var path = shared.Server.FileOf(file is null ? key
            : Assert.Single(shared.Server.Keys(), k => k.StartsWith($"{key}/", StringComparison.Ordinal) && k.EndsWith($"/{file}", StringComparison.Ordinal)));
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    public override void Dispose()
    {
        foreach (var store in open) store.Dispose();
        base.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Part)]
    [InlineData(Part + 1)]
    [InlineData(7 * Part + 12_345)]
    public async Task A_file_of_any_length_comes_back_as_it_was_in_one_part_or_in_many(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        var written = await Open().WriteFileAsync(Scope, "large", stream => stream.WriteAsync(content).AsTask(), Cancellation);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), written.Sha256);
        Assert.Equal(content, await File.ReadAllBytesAsync(await Open().MaterializeFileAsync(written, Cancellation), Cancellation));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path("copies-1/partial")));
    }

    [Fact]
    public async Task An_upload_that_is_given_up_half_way_leaves_no_part_and_the_former_file_as_it_was()
    {
        await using var server = await S3Server.StartAsync();
        using var store = Open(Path("copies"), Settings with { Endpoint = server.Endpoint, PartBytes = 1000 });
        var former = await store.WriteFileAsync(Scope, "rows", Text("former"), Cancellation);
        using var stop = new CancellationTokenSource();

        var writing = store.WriteFileAsync(Scope, "rows", stream => stream.WriteAsync(new byte[2_000_000]).AsTask(), stop.Token);
        await Eventually.HappensAsync("some parts were there", () => server.Parts() > 3);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.Equal(0, server.Parts());
        Assert.Equal("former", await File.ReadAllTextAsync(await store.MaterializeFileAsync(former, Cancellation), Cancellation));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path("copies/partial")));
    }

    [Fact]
    public async Task An_upload_that_a_killed_server_cuts_off_bears_no_name()
    {
        await using var server = await S3Server.StartAsync();
        using var store = Open(Path("copies"), Settings with { Endpoint = server.Endpoint, PartBytes = 1000, Patience = TimeSpan.Zero });

        var writing = store.WriteFileAsync(Scope, "rows", stream => stream.WriteAsync(new byte[2_000_000]).AsTask(), Cancellation);
        await Eventually.HappensAsync("some parts were there", () => server.Parts() > 3);
        await server.KillAsync();
        await Assert.ThrowsAsync<IOException>(() => writing);
        await server.RestartAsync();

        Assert.Empty(server.Keys());
        Assert.False(await store.ContainsAsync(Scope, "rows", Cancellation));
    }

    [Fact]
    public async Task Of_folders_that_are_written_under_one_name_at_once_one_stays_whole_and_the_others_are_refused()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => WriteFolderAsync(Open(), "model", $"{i}"))));
        var whole = 0;
        foreach (var folder in written)
        {
            try
            {
                Assert.Equal(folder.Sha256, await ContentHash.OfFolderAsync(await Open().MaterializeFolderAsync(folder, Cancellation), Cancellation));
                whole++;
            }
            catch (ArtifactException e)
            {
                Assert.Contains($"and was {folder.Sha256}", e.Message, StringComparison.Ordinal);
            }
        }
        Assert.Equal(1, whole);
    }

    [Fact]
    public async Task A_folder_without_its_manifest_is_none_and_one_that_lost_a_file_is_refused()
    {
        var written = await WriteFolderAsync(Open(), "model", "weights");
        var file = Assert.Single(Keys(), key => key.EndsWith("/weights", StringComparison.Ordinal));
        File.Delete(shared.Server.FileOf(file));
        var lost = await Assert.ThrowsAsync<ArtifactException>(() => Open().MaterializeFolderAsync(written, Cancellation));
        Assert.Contains("model/weights: there is no such file", lost.Message, StringComparison.Ordinal);

        File.Delete(shared.Server.FileOf(Assert.Single(Keys(), key => key.EndsWith("/.manifest.json", StringComparison.Ordinal))));
        Assert.False(await Open().ContainsAsync(Scope, "model", Cancellation));
        var gone = await Assert.ThrowsAsync<ArtifactException>(() => Open().MaterializeFolderAsync(written, Cancellation));
        Assert.Contains("there is no such folder", gone.Message, StringComparison.Ordinal);

        await Open().DeleteAsync(Scope, written, Cancellation);
        Assert.Empty(Keys());
    }

    [Fact]
    public async Task A_damaged_file_is_not_copied_and_what_was_there_stays()
    {
        var file = await Open().WriteFileAsync(Scope, "rows", Text("content"), Cancellation);
        var folder = await WriteFolderAsync(Open(), "model", "weights");
        Damage(file);
        Damage(folder, "weights");
        var files = await Open().FilesAsync(Scope, Cancellation).ToListAsync(Cancellation);
        foreach (var name in new[] { "rows", "model/weights" })
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path($"copy/{name}"))!);
            await File.WriteAllTextAsync(Path($"copy/{name}"), "before", Cancellation);
            var e = await Assert.ThrowsAsync<ArtifactException>(() => files.Single(f => f.Name == name).CopyToAsync(Path($"copy/{name}"), Cancellation));
            Assert.Matches("its SHA-256 is [0-9a-f]{64} and was [0-9a-f]{64}", e.Message);
            Assert.Equal("before", await File.ReadAllTextAsync(Path($"copy/{name}"), Cancellation));
        }
    }

    [Fact]
    public async Task What_is_brought_is_sent_once_for_each_content_and_is_no_part_of_a_campaign()
    {
        Directory.CreateDirectory(Path("mine"));
        await File.WriteAllTextAsync(Path("mine/tokenizer.json"), "{}", Cancellation);
        await File.WriteAllTextAsync(Path("prompts.jsonl"), "rows", Cancellation);
        var store = Open();
        var file = await store.BringFileAsync(Path("prompts.jsonl"), Scope, Cancellation);
        var folder = await store.BringFolderAsync(Path("mine"), Scope, Cancellation);
        Assert.Equal(Settings.Root.Under("brought").Under(file.Sha256).AddressOf("prompts.jsonl"), file.Uri);
        var before = Keys().Select(key => File.GetLastWriteTimeUtc(shared.Server.FileOf(key))).ToList();

        var other = Settings.Root.Under("campaigns").Under("another");
        Assert.Equal(file, await Open().BringFileAsync(Path("prompts.jsonl"), other, Cancellation));
        Assert.Equal(folder, await Open().BringFolderAsync(Path("mine"), other, Cancellation));
        await Open().DeleteAllAsync(Scope, Cancellation);

        Assert.Equal(3, before.Count);
        Assert.Equal(before, Keys().Select(key => File.GetLastWriteTimeUtc(shared.Server.FileOf(key))));

        // What somebody has taken away is brought anew.
        File.Delete(shared.Server.FileOf(Assert.Single(Keys(), key => key.EndsWith("tokenizer.json", StringComparison.Ordinal))));
        await Open().MaterializeFolderAsync(await Open().BringFolderAsync(Path("mine"), other, Cancellation), Cancellation);
    }

    [Fact]
    public async Task All_of_a_scope_is_deleted_however_many_pages_it_fills()
    {
        const int Files = 1100;
        var scope = Scope.Under("many");
        var first = KeyOf(await Open().WriteFileAsync(scope, "0", Text("x"), Cancellation));
        var (from, folder) = (shared.Server.FileOf(first), System.IO.Path.GetDirectoryName(shared.Server.FileOf(first))!);
        // The server's own files: 1,100 requests would show nothing more.
        for (var i = 1; i < Files; i++) File.Copy(from, from.Replace("/0._S3rver", $"/{i}._S3rver", StringComparison.Ordinal));
        var kept = await Open().WriteFileAsync(Scope, "kept", Text("x"), Cancellation);

        await Open().DeleteAllAsync(scope, Cancellation);

        Assert.False(Directory.Exists(folder));
        await Open().MaterializeFileAsync(kept, Cancellation);
    }

    [Fact]
    public async Task A_server_that_is_killed_and_comes_back_is_waited_for()
    {
        await using var server = await S3Server.StartAsync();
        using var store = Open(Path("copies"), Settings with { Endpoint = server.Endpoint, Patience = TimeSpan.FromMinutes(1) });
        var first = await store.WriteFileAsync(Scope, "first", Text("one"), Cancellation);
        await server.KillAsync();

        var writing = store.WriteFileAsync(Scope, "second", Text("two"), Cancellation);
        var reading = store.MaterializeFileAsync(first, Cancellation);
        Assert.False(writing.IsCompleted);
        await server.RestartAsync();

        Assert.Equal("two", await File.ReadAllTextAsync(await store.MaterializeFileAsync(await writing, Cancellation), Cancellation));
        Assert.Equal("one", await File.ReadAllTextAsync(await reading, Cancellation));
    }

    [Fact]
    public async Task A_server_that_stays_away_is_said_to_be_with_what_to_do()
    {
        using var store = Open(Path("copies"), Settings with { Endpoint = new($"http://127.0.0.1:{LoopbackPort.Free()}"), Patience = TimeSpan.Zero });
        var e = await Assert.ThrowsAsync<IOException>(() => store.WriteFileAsync(Scope, "rows", Text("x"), Cancellation));
        Assert.Contains("is not reached, or does not answer", e.Message, StringComparison.Ordinal);
        Assert.Contains("Connection refused", e.Message, StringComparison.Ordinal);
        Assert.Contains("Check that it runs", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path("copies/partial")));
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_said_to_be_missing()
    {
        using var store = Open(Path("copies"), Settings with { Bucket = "nobodys" });
        var scope = (Settings with { Bucket = "nobodys" }).Root;
        var e = await Assert.ThrowsAsync<IOException>(() => store.WriteFileAsync(scope, "rows", Text("x"), Cancellation));
        Assert.Contains(
            $"there is no bucket 'nobodys' at {shared.Server.Endpoint.Authority}. Make it, or correct ARENA_ARTIFACTS.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CANARY-ID", "canary-secret", "InvalidAccessKeyId")]
    [InlineData(S3Server.KeyId, "canary-secret", "SignatureDoesNotMatch")]
    public async Task Who_may_not_is_told_so_and_no_key_is_repeated(string id, string secret, string code)
    {
        using var store = Open(Path("copies"), Settings, new BasicAWSCredentials(id, secret));
        await File.WriteAllTextAsync(Path("mine"), "rows", Cancellation);
        foreach (var failing in (Func<Task>[])
            [
                () => store.WriteFileAsync(Scope, "rows", Text("x"), Cancellation),
                () => store.BringFileAsync(Path("mine"), Scope, Cancellation),
                () => store.MaterializeFileAsync(new(Scope.AddressOf("rows"), new('0', 64)), Cancellation),
            ])
        {
            var e = await Assert.ThrowsAsync<IOException>(failing);
            Assert.Contains("denies access", e.Message, StringComparison.Ordinal);
            Assert.Contains("AWS_SECRET_ACCESS_KEY", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", e.ToString(), StringComparison.OrdinalIgnoreCase);
        }
        var told = await Assert.ThrowsAsync<IOException>(() => store.WriteFileAsync(Scope, "rows", Text("x"), Cancellation));
        Assert.Contains($"({code})", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_takes_connections_and_says_nothing_is_not_waited_for_for_ever()
    {
        await using var server = await S3Server.StartAsync();
        using var store = Open(
            Path("copies"), Settings with { Endpoint = server.Endpoint, Silence = TimeSpan.FromMilliseconds(50), Patience = TimeSpan.Zero });
        await server.HangAsync();
        var e = await Assert.ThrowsAsync<IOException>(() => store.WriteFileAsync(Scope, "rows", Text("x"), Cancellation));
        Assert.Contains("does not answer", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stops_in_the_middle_of_a_file_is_asked_for_it_again()
    {
        await using var server = await S3Server.StartAsync();
        var settings = Settings with { Endpoint = server.Endpoint, PartBytes = 1 << 30, Silence = TimeSpan.FromSeconds(1) };
        var written = await Open(Path("writer"), settings with { Silence = TimeSpan.FromMinutes(1) })
            .WriteFileAsync(Scope, "large", stream => stream.WriteAsync(new byte[80_000_000]).AsTask(), Cancellation);

        var reading = Open(Path("reader"), settings with { Patience = TimeSpan.FromMinutes(1) }).MaterializeFileAsync(written, Cancellation);
        var drafts = new DirectoryInfo(Path("reader/partial"));
        await Eventually.HappensAsync("some of it had come", () => drafts.Exists && drafts.EnumerateFiles().Any(file => file.Length > 0));
        await server.HangAsync();
        var given = Open(Path("another"), settings with { Patience = TimeSpan.Zero }).MaterializeFileAsync(written, Cancellation);
        Assert.Contains("does not answer", (await Assert.ThrowsAsync<IOException>(() => given)).Message, StringComparison.Ordinal);
        Assert.False(reading.IsCompleted);
        await server.HangAsync(hangs: false);

        Assert.Equal(80_000_000, new FileInfo(await reading).Length);
    }

    private S3ArtifactStore Open(string copies, S3Settings? settings = null, AWSCredentials? keys = null)
    {
        var store = new S3ArtifactStore(
            settings ?? Settings, new(copies), TimeProvider.System, keys ?? new BasicAWSCredentials(S3Server.KeyId, S3Server.Secret));
        open.Add(store);
        return store;
    }

    private IReadOnlyList<string> Keys() => [.. shared.Server.Keys().Where(key => key.StartsWith($"{prefix}/", StringComparison.Ordinal))];

    private string KeyOf(ArtifactReference artifact) => $"{prefix}/{Settings.Root.NameOf(artifact)}";
}
