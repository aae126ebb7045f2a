using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.TestArtifacts;
using Xunit;

namespace ArenaLearning.Services.Tests.Artifacts;

/// <summary>A store elsewhere, read through <see cref="LocalCopies"/>.</summary>
public sealed class DetachedArtifactStoreTests : ArtifactStoreSuite
{
    private readonly DetachedBytes bytes = new();
    private int opened;

    protected override ArtifactScope Scope => DetachedArtifactStore.Root.Under("campaign");

    protected override IArtifactStore Open() => new DetachedArtifactStore(bytes, Path($"copies-{Interlocked.Increment(ref opened)}"));

    protected override void Damage(ArtifactReference artifact, string? file = null) => bytes.Damage(file is null ? artifact.Uri : $"{artifact.Uri}/{file}");

    [Fact]
    public async Task A_local_copy_serves_without_the_store_and_one_that_was_damaged_is_fetched_again()
    {
        var written = await Open().WriteFileAsync(Scope, "rows", Text("content"), Cancellation);
        var reader = Open();
        var path = await reader.MaterializeFileAsync(written, Cancellation);
        var kept = bytes.Files[written.Uri];
        bytes.Files.Clear();
        Assert.Equal(path, await reader.MaterializeFileAsync(written, Cancellation));

        bytes.Files[written.Uri] = kept;
        await File.WriteAllTextAsync(path, "damaged", Cancellation);
        Assert.Equal("content", await File.ReadAllTextAsync(await reader.MaterializeFileAsync(written, Cancellation), Cancellation));
    }

    [Fact]
    public async Task Processes_that_share_a_folder_of_copies_get_whole_ones()
    {
        var (file, tree) = (await Open().WriteFileAsync(Scope, "rows", Text("content"), Cancellation), await WriteFolderAsync(Open(), "model", "weights"));
        // Each opening is a process of its own to the other: they have nothing but the folder in common.
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            var store = new DetachedArtifactStore(bytes, Path("shared"));
            Assert.Equal("content", await File.ReadAllTextAsync(await store.MaterializeFileAsync(file, Cancellation), Cancellation));
            Assert.Equal(tree.Sha256, await ContentHash.OfFolderAsync(await store.MaterializeFolderAsync(tree, Cancellation), Cancellation));
        })));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path("shared/partial")));
    }
}
