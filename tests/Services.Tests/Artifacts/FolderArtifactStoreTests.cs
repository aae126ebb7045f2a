using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.TestArtifacts;
using Xunit;

namespace ArenaLearning.Services.Tests.Artifacts;

public sealed class FolderArtifactStoreTests : ArtifactStoreSuite
{
    protected override ArtifactScope Scope => ArtifactScope.OfFolder(Path("an output folder #1"));

    protected override IArtifactStore Open() => new FolderArtifactStore();

    protected override void Damage(ArtifactReference artifact, string? file = null)
    {
        var path = file is null ? artifact.LocalPath() : System.IO.Path.Combine(artifact.LocalPath(), file);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    [Fact]
    public async Task What_is_written_lies_where_a_person_looks_for_it_and_is_read_there()
    {
        var written = await Open().WriteFileAsync(Scope.Under("datasets"), "SFT-I1.jsonl", Text("{}"), Cancellation);
        var path = Path("an output folder #1/datasets/SFT-I1.jsonl");
        Assert.Equal(path, await Open().MaterializeFileAsync(written, Cancellation));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(System.IO.Path.GetDirectoryName(path)!));
        Assert.Equal(Path("an output folder #1"), Scope.ToString());
    }

    [Fact]
    public async Task A_file_that_was_read_before_is_looked_at_again_when_it_was_written_since_even_if_it_is_as_long()
    {
        var store = Open();
        var written = await store.WriteFileAsync(Scope, "rows", Text("one"), Cancellation);
        var path = await store.MaterializeFileAsync(written, Cancellation);
        await File.WriteAllTextAsync(path, "two", Cancellation);
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        await Assert.ThrowsAsync<ArtifactException>(() => store.MaterializeFileAsync(written, Cancellation));
    }

    [Fact]
    public async Task A_file_that_is_added_to_a_folder_is_seen()
    {
        var store = Open();
        var written = await WriteFolderAsync(store, "model", "weights");
        var path = await store.MaterializeFolderAsync(written, Cancellation);
        await File.WriteAllTextAsync(System.IO.Path.Combine(path, "more"), "x", Cancellation);
        await Assert.ThrowsAsync<ArtifactException>(() => store.MaterializeFolderAsync(written, Cancellation));
    }
}
