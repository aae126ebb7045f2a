using System.Text;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using Xunit;

namespace ArenaLearning.Services.Tests.Artifacts;

/// <summary>What holds of every store of artifacts.</summary>
public abstract class ArtifactStoreSuite : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("artifact-store-").FullName;

    /// <summary>A store as another process opens it: it shares the artifacts with others, and nothing else.</summary>
    protected abstract IArtifactStore Open();

    /// <summary>Where the store may write.</summary>
    protected abstract ArtifactScope Scope { get; }

    /// <summary>Changes a byte of the artifact where it lies, or of a file in it.</summary>
    protected abstract void Damage(ArtifactReference artifact, string? file = null);

    protected string Path(string name) => System.IO.Path.Combine(folder, name);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_written_file_is_read_elsewhere_with_the_hash_of_its_bytes()
    {
        var written = await Open().WriteFileAsync(Scope, "a b#c.txt", Text("hello"), Cancellation);

        Assert.Equal(ContentHash.OfText("hello"), written.Sha256);
        Assert.Equal(Scope.AddressOf("a b#c.txt"), written.Uri);
        Assert.Equal("a b#c.txt", Scope.NameOf(written));
        var path = await Open().MaterializeFileAsync(written, Cancellation);
        Assert.Equal("hello", await File.ReadAllTextAsync(path, Cancellation));
        Assert.Equal("a b#c.txt", System.IO.Path.GetFileName(path));
        Assert.True(await Open().ContainsAsync(Scope, "a b#c.txt", Cancellation));
        Assert.False(await Open().ContainsAsync(Scope, "a b", Cancellation));
    }

    [Fact]
    public async Task Rows_come_back_in_their_order()
    {
        ChatTurn[] rows = [.. Enumerable.Range(0, 2000).Select(i => ChatTurn.User($"{i} – ü"))];
        var written = await Open().WriteRowsAsync(Scope.Under("datasets"), "rows.jsonl", rows, Cancellation);
        Assert.Equal(rows, await Open().ReadRowsAsync<ChatTurn>(written, Cancellation).ToListAsync(Cancellation));
        Assert.Equal("datasets/rows.jsonl", Scope.NameOf(written));
    }

    [Fact]
    public async Task A_file_whose_writing_fails_half_way_bears_no_name_and_leaves_the_former_one()
    {
        var store = Open();
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.WriteFileAsync(Scope, "new", Failing, Cancellation));
        Assert.False(await store.ContainsAsync(Scope, "new", Cancellation));

        var former = await store.WriteFileAsync(Scope, "old", Text("former"), Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.WriteFileAsync(Scope, "old", Failing, Cancellation));
        Assert.Equal("former", await File.ReadAllTextAsync(await Open().MaterializeFileAsync(former, Cancellation), Cancellation));

        static async Task Failing(Stream stream)
        {
            await stream.WriteAsync("half"u8.ToArray());
            throw new InvalidOperationException();
        }
    }

    [Fact]
    public async Task What_is_written_anew_is_read_anew_and_the_old_reference_is_refused()
    {
        var (writer, reader) = (Open(), Open());
        var first = await writer.WriteFileAsync(Scope, "rows", Text("one"), Cancellation);
        await reader.MaterializeFileAsync(first, Cancellation);
        var second = await writer.WriteFileAsync(Scope, "rows", Text("two"), Cancellation);

        Assert.Equal("two", await File.ReadAllTextAsync(await reader.MaterializeFileAsync(second, Cancellation), Cancellation));
        await Assert.ThrowsAsync<ArtifactException>(() => Open().MaterializeFileAsync(first, Cancellation));
    }

    [Fact]
    public async Task A_damaged_file_gives_no_row_and_a_message_with_its_name_both_hashes_and_what_to_do()
    {
        var written = await Open().WriteRowsAsync(Scope, "rows.jsonl", [ChatTurn.User("first"), ChatTurn.User("second")], Cancellation);
        Damage(written);

        var rows = new List<ChatTurn>();
        var e = await Assert.ThrowsAsync<ArtifactException>(async () =>
        {
            await foreach (var row in Open().ReadRowsAsync<ChatTurn>(written, Cancellation)) rows.Add(row);
        });

        Assert.Empty(rows);
        Assert.Contains("rows.jsonl", e.Message, StringComparison.Ordinal);
        Assert.Contains(written.Sha256, e.Message, StringComparison.Ordinal);
        Assert.Matches("its SHA-256 is [0-9a-f]{64} and was [0-9a-f]{64}", e.Message);
        Assert.Contains("Put the old one back, or start a new campaign.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_said_to_be()
    {
        var written = await Open().WriteFileAsync(Scope, "gone", Text("x"), Cancellation);
        await Open().DeleteAsync(Scope, written, Cancellation);
        await Open().DeleteAsync(Scope, written, Cancellation);
        var e = await Assert.ThrowsAsync<ArtifactException>(() => Open().MaterializeFileAsync(written, Cancellation));
        Assert.Contains("there is no such file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_one_artifact_and_any_damage_to_it_is_seen()
    {
        var written = await WriteFolderAsync(Open(), "model", "weights");
        var path = await Open().MaterializeFolderAsync(written, Cancellation);
        Assert.Equal("weights", await File.ReadAllTextAsync(System.IO.Path.Combine(path, "weights"), Cancellation));
        Assert.Equal(written.Sha256, await ContentHash.OfFolderAsync(path, Cancellation));

        Damage(written, "weights");
        var e = await Assert.ThrowsAsync<ArtifactException>(() => Open().MaterializeFolderAsync(written, Cancellation));
        Assert.Contains("model", e.Message, StringComparison.Ordinal);
        Assert.Contains(written.Sha256, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_written_anew_has_the_new_files_only()
    {
        var former = await WriteFolderAsync(Open(), "model", "former");
        var written = await Open().WriteFolderAsync(
            Scope, "model", path => File.WriteAllTextAsync(System.IO.Path.Combine(path, "other"), "new", Cancellation), Cancellation);
        Assert.NotEqual(former.Sha256, written.Sha256);
        Assert.Equal(["other"], Directory.EnumerateFiles(await Open().MaterializeFolderAsync(written, Cancellation)).Select(System.IO.Path.GetFileName));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Open().WriteFolderAsync(
            Scope, "model", _ => throw new InvalidOperationException(), Cancellation));
        await Open().MaterializeFolderAsync(written, Cancellation);
    }

    [Fact]
    public async Task Many_who_write_and_read_the_same_folder_at_once_all_get_a_whole_one()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => WriteFolderAsync(Open(), "model", "same"))));
        Assert.Single(written.Distinct());
        var shared = Open();
        var paths = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Task.Run(() => (i % 2 == 0 ? shared : Open()).MaterializeFolderAsync(written[0], Cancellation))));
        foreach (var path in paths) Assert.Equal(written[0].Sha256, await ContentHash.OfFolderAsync(path, Cancellation));
    }

    [Fact]
    public async Task A_persons_file_and_folder_become_artifacts_and_stay_what_they_were()
    {
        Directory.CreateDirectory(Path("mine"));
        await File.WriteAllTextAsync(Path("mine/tokenizer.json"), "{}", Cancellation);
        await File.WriteAllTextAsync(Path("prompts.jsonl"), "rows", Cancellation);

        var inputs = Scope.Under("inputs");
        var file = await Open().BringFileAsync(Path("prompts.jsonl"), inputs, Cancellation);
        var tree = await Open().BringFolderAsync(Path("mine"), inputs, Cancellation);

        Assert.Equal("rows", await File.ReadAllTextAsync(await Open().MaterializeFileAsync(file, Cancellation), Cancellation));
        Assert.Equal(
            ["tokenizer.json"], Directory.EnumerateFiles(await Open().MaterializeFolderAsync(tree, Cancellation)).Select(System.IO.Path.GetFileName));
        await Open().DeleteAllAsync(inputs, Cancellation);
        Assert.True(File.Exists(Path("prompts.jsonl")));
        Assert.True(File.Exists(Path("mine/tokenizer.json")));
        await Assert.ThrowsAnyAsync<IOException>(() => Open().BringFileAsync(Path("none"), inputs, Cancellation));
        await Assert.ThrowsAnyAsync<IOException>(() => Open().BringFolderAsync(Path("none"), inputs, Cancellation));
    }

    [Fact]
    public async Task Nobody_writes_or_deletes_outside_of_the_scope_that_he_was_given()
    {
        var store = Open();
        foreach (var name in new[] { "", ".", "..", "a/b", "..\\b", "/etc" })
            await Assert.ThrowsAsync<ArgumentException>(() => store.WriteFileAsync(Scope, name, Text("x"), Cancellation));
        var kept = await store.WriteFileAsync(Scope, "kept", Text("x"), Cancellation);
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteAsync(Scope.Under("work"), kept, Cancellation));
        // References come in messages.
        foreach (var way in new[] { "../kept", "%2e%2e/kept", "a/../../kept", "..%2fkept", "" })
            await Assert.ThrowsAsync<ArgumentException>(
                () => store.DeleteAsync(Scope.Under("work"), kept with { Uri = $"{Scope.Under("work").Address}{way}" }, Cancellation));
        await store.WriteFileAsync(Scope.Under("work"), "state", Text("x"), Cancellation);
        await store.DeleteAllAsync(Scope.Under("work"), Cancellation);
        await store.DeleteAllAsync(Scope.Under("work"), Cancellation);
        Assert.False(await store.ContainsAsync(Scope.Under("work"), "state", Cancellation));
        await store.MaterializeFileAsync(kept, Cancellation);
    }

    [Fact]
    public async Task All_files_of_a_scope_are_listed_and_copied_with_their_content()
    {
        await Open().WriteFileAsync(Scope, "result.json", Text("result"), Cancellation);
        await Open().WriteFileAsync(Scope.Under("datasets"), "a b#c.jsonl", Text("rows"), Cancellation);
        await WriteFolderAsync(Open(), "model", "former");
        await WriteFolderAsync(Open(), "model", "weights");
        await Open().WriteFileAsync(Scope.Under("work"), "state", Text("x"), Cancellation);
        await Open().DeleteAllAsync(Scope.Under("work"), Cancellation);

        var files = await Open().FilesAsync(Scope, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(["datasets/a b#c.jsonl", "model/config.json", "model/weights", "result.json"], files.Select(file => file.Name));
        for (var times = 0; times < 2; times++)
            foreach (var file in files) await file.CopyToAsync(Path($"copy/{file.Name}"), Cancellation);

        Assert.Equal(["rows", "{}", "weights", "result"], files.Select(file => File.ReadAllText(Path($"copy/{file.Name}"))));
        Assert.Equal(4, Directory.EnumerateFiles(Path("copy"), "*", SearchOption.AllDirectories).Count());
        Assert.Empty(await Open().FilesAsync(Scope.Under("none"), Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task An_address_of_another_kind_of_store_is_refused_with_what_this_one_reads()
    {
        var e = await Assert.ThrowsAsync<ArtifactException>(() => Open().MaterializeFileAsync(new("other://bucket/rows", new string('0', 64)), Cancellation));
        Assert.Contains("other://bucket/rows", e.Message, StringComparison.Ordinal);
        Assert.Contains("the same store", e.Message, StringComparison.Ordinal);
    }

    protected Task<ArtifactReference> WriteFolderAsync(IArtifactStore store, string name, string content) => store.WriteFolderAsync(Scope, name, async path =>
    {
        await File.WriteAllTextAsync(System.IO.Path.Combine(path, "config.json"), "{}", Cancellation);
        await File.WriteAllTextAsync(System.IO.Path.Combine(path, "weights"), content, Cancellation);
    }, Cancellation);

    protected static Func<Stream, Task> Text(string text) => stream => stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();
}
