using System.Text;
using ArenaLearning.Arena.Running;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using Xunit;

namespace ArenaLearning.Arena.Tests.Running;

public sealed class CampaignCopyTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("campaign-copy-").FullName;
    private readonly FolderArtifactStore store = new();

    public void Dispose() => Directory.Delete(root, recursive: true);

    private ArtifactScope Scope => ArtifactScope.OfFolder(Path.Combine(root, "store"));

    private string Output => Path.Combine(root, "out");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_campaign_came_to_is_copied_and_its_ledger_and_states_are_not()
    {
        await WriteAsync(Scope, "result.json", "{}");
        await WriteAsync(Scope, "battles.jsonl", "rows");
        await WriteAsync(Scope, "ledger.db", "ledger");
        await WriteAsync(Scope.Under("checkpoints").Under("SFT-I1"), "config.json", "{}");
        await WriteAsync(Scope.Under("work").Under("DPO-I1"), "state", "x");

        Assert.Equal(3, await CampaignCopy.WriteAsync(store, Scope, Output, Cancellation));
        Assert.Equal(["battles.jsonl", "checkpoints/SFT-I1/config.json", "result.json"], Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Output, path)).Order(StringComparer.Ordinal));

        // Given again, the command copies what has changed or is missing.
        await WriteAsync(Scope, "battles.jsonl", "more rows");
        File.Delete(Path.Combine(Output, "checkpoints/SFT-I1/config.json"));
        await CampaignCopy.WriteAsync(store, Scope, Output, Cancellation);
        Assert.Equal("more rows", await File.ReadAllTextAsync(Path.Combine(Output, "battles.jsonl"), Cancellation));
        Assert.True(File.Exists(Path.Combine(Output, "checkpoints/SFT-I1/config.json")));
    }

    [Fact]
    public async Task A_campaign_without_a_result_leaves_the_output_folder_alone()
    {
        await WriteAsync(Scope, "battles.jsonl", "rows");
        Assert.Equal(0, await CampaignCopy.WriteAsync(store, Scope, Output, Cancellation));
        Assert.False(Directory.Exists(Output));
    }

    [Fact]
    public async Task The_result_is_not_there_before_the_rest_is()
    {
        await WriteAsync(Scope, "result.json", "{}");
        await WriteAsync(Scope, "zeros.jsonl", "rows");
        // Where a file is to come there is a folder.
        Directory.CreateDirectory(Path.Combine(Output, "zeros.jsonl"));
        await Assert.ThrowsAnyAsync<Exception>(() => CampaignCopy.WriteAsync(store, Scope, Output, Cancellation));
        Assert.False(File.Exists(Path.Combine(Output, "result.json")));
    }

    private Task<ArtifactReference> WriteAsync(ArtifactScope scope, string name, string text) =>
        store.WriteFileAsync(scope, name, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask(), Cancellation);
}
