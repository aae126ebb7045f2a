using System.Text.Json;
using Amazon.Runtime;
using ArenaLearning.Artifacts.S3;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.TestServers;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>Campaigns whose artifacts lie in a bucket.</summary>
public sealed class S3CampaignTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("s3-campaign-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_campaign_goes_on_when_the_server_is_killed_and_started_again_and_comes_to_the_same()
    {
        using var local = await MiniCampaign.CreateAsync();
        await local.RunAsync(new(new()));
        await using var server = await S3Server.StartAsync();
        using S3ArtifactStore flywheel = Store(server, "flywheel"), workers = Store(server, "workers");
        using var campaign = await MiniCampaign.CreateAsync((flywheel, Settings(server).Root.Under("campaigns")));

        var running = campaign.RunAsync(new FakeWorkers(new(), workers));
        await Eventually.HappensAsync("the campaign was under way", () => running.IsCompleted || server.Keys().Any(IsOf("checkpoints")));
        await server.KillAsync();
        Assert.False(running.IsCompleted);
        await server.RestartAsync();

        Assert.Null((await running)!.Failure);
        var result = await flywheel.FilesAsync(campaign.Scope, TestContext.Current.CancellationToken)
            .SingleAsync(file => file.Name == CampaignResult.FileName, TestContext.Current.CancellationToken);
        await result.CopyToAsync(Path.Combine(folder, "result.json"), TestContext.Current.CancellationToken);
        await using var json = File.OpenRead(Path.Combine(folder, "result.json"));
        Assert.Equal(local.Result().Digest, (await JsonSerializer.DeserializeAsync<CampaignResult>(
            json, JsonLines.Options, TestContext.Current.CancellationToken))!.Digest);
        // What it was given is kept for others; the trainer's states are gone; and the output folder was never made.
        Assert.Contains(server.Keys(), key => key.StartsWith("runs/brought/", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Keys(), key => IsOf("work")(key));
        Assert.False(Directory.Exists(campaign.Out("")));
    }

    private static Func<string, bool> IsOf(string part) => key => key.StartsWith($"runs/campaigns/mini/{part}/", StringComparison.Ordinal);

    private static S3Settings Settings(S3Server server) =>
        new() { Bucket = S3Server.Bucket, Prefix = "runs", Endpoint = server.Endpoint, IsPathStyle = true };

    private S3ArtifactStore Store(S3Server server, string process) => new(
        Settings(server), new(Path.Combine(folder, process)), TimeProvider.System, new BasicAWSCredentials(S3Server.KeyId, S3Server.Secret));
}
