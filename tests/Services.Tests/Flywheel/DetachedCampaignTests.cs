using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.TestArtifacts;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>Campaigns whose artifacts lie in no folder: Flywheel and the workers have nothing in common but the store.</summary>
public sealed class DetachedCampaignTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("detached-campaign-").FullName;
    private readonly DetachedBytes bytes = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_campaign_needs_no_path_that_its_processes_share()
    {
        using var local = await MiniCampaign.CreateAsync();
        await local.RunAsync(new(new()));
        using var campaign = await MiniCampaign.CreateAsync((Store("flywheel"), DetachedArtifactStore.Root));
        var workers = new FakeWorkers(new(TrainerDiesOn: "DPO-I1"), Store("workers"));

        // The process stops on the way, and another goes on with no local copy.
        Assert.Null(await campaign.RunAsync(workers, stopAfter: 60));
        Directory.Delete(Path.Combine(folder, "flywheel"), recursive: true);
        Assert.Null((await campaign.RunAsync(workers))!.Failure);

        var result = Read<CampaignResult>(campaign, CampaignResult.FileName);
        Assert.Equal(local.Result().Digest, result.Digest);
        Assert.Equal("checkpoints/DPO-I1", Read<JsonElement>(campaign, ResultFiles.Details)
            .GetProperty("stages")[2].GetProperty("training").GetProperty("checkpoint").GetString());
        // All that it wrote is in its scope, the trainer's states are gone, and the output folder was never made.
        Assert.All(bytes.Files.Keys, address => Assert.StartsWith(campaign.Scope.Address, address, StringComparison.Ordinal));
        Assert.DoesNotContain(bytes.Files.Keys, address => address.StartsWith(campaign.Scope.Under("work").Address, StringComparison.Ordinal));
        Assert.False(Directory.Exists(campaign.Out("")));
    }

    [Fact]
    public async Task A_damaged_artifact_stops_the_campaign_with_its_name()
    {
        using var campaign = await MiniCampaign.CreateAsync((Store("flywheel"), DetachedArtifactStore.Root));
        var workers = new FakeWorkers(new(), Store("workers"));
        Assert.Null(await campaign.RunAsync(workers, stopAfter: 20));
        bytes.Damage(campaign.Scope.Under("prompts").AddressOf("D1.jsonl"));
        Directory.Delete(Path.Combine(folder, "flywheel"), recursive: true);

        var ended = await campaign.RunAsync(workers);

        Assert.Contains("prompts/D1.jsonl: it is damaged or has changed: its SHA-256 is", ended!.Failure, StringComparison.Ordinal);
        Assert.Contains("start a new campaign", ended.Failure, StringComparison.Ordinal);
    }

    private DetachedArtifactStore Store(string process) => new(bytes, Path.Combine(folder, process));

    private T Read<T>(MiniCampaign campaign, string name) =>
        JsonSerializer.Deserialize<T>(bytes.Files[campaign.Scope.AddressOf(name)], JsonLines.Options)!;
}
