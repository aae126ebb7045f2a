using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.TestArtifacts;
using Xunit;

namespace ArenaLearning.Services.Tests.Artifacts;

/// <summary>A folder that is all that the processes share.</summary>
public sealed class SharedFolderArtifactStoreTests : ArtifactStoreSuite
{
    protected override ArtifactScope Scope => ArtifactScope.OfFolder(Path("shared folder")).Under("campaigns").Under("c1");

    protected override IArtifactStore Open() => new FolderArtifactStore(Path("shared folder"));

    protected override void Damage(ArtifactReference artifact, string? file = null)
    {
        var path = file is null ? artifact.LocalPath() : System.IO.Path.Combine(artifact.LocalPath(), file);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    [Fact]
    public async Task What_is_brought_is_copied_into_it_once_and_again_where_the_copy_was_damaged()
    {
        await File.WriteAllTextAsync(Path("prompts.jsonl"), "rows", Cancellation);
        var brought = await Open().BringFileAsync(Path("prompts.jsonl"), Scope, Cancellation);
        Assert.Equal(Path($"shared folder/brought/{brought.Sha256}/prompts.jsonl"), brought.LocalPath());
        var written = File.GetLastWriteTimeUtc(brought.LocalPath());
        Assert.Equal(brought, await Open().BringFileAsync(Path("prompts.jsonl"), Scope, Cancellation));
        Assert.Equal(written, File.GetLastWriteTimeUtc(brought.LocalPath()));

        Damage(brought);
        Assert.Equal(brought, await Open().BringFileAsync(Path("prompts.jsonl"), Scope, Cancellation));
        File.Delete(Path("prompts.jsonl"));
        Assert.Equal("rows", await File.ReadAllTextAsync(await Open().MaterializeFileAsync(brought, Cancellation), Cancellation));
    }
}
