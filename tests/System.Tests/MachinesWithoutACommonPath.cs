using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.System.Tests.Broker;
using ArenaLearning.System.Tests.Campaigns;
using ArenaLearning.System.Tests.Observation;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.TestServers;
using Xunit;
using Eventually = ArenaLearning.System.Tests.Processes.Eventually;

namespace ArenaLearning.System.Tests;

/// <summary>
/// Every service as a process in folders of its own: they have a broker and a bucket in common, and no path. A Prometheus watches them.
/// </summary>
[Collection<ComparedRuns>]
public sealed class MachinesWithoutACommonPath(UninterruptedRun reference)
{
    private static readonly string[] Services = ["Flywheel", "Generation", "Judging", "Ranking", "DataMining", "Training"];

    [Fact]
    public async Task Come_to_the_same_result_as_one_process_and_it_is_copied_to_who_asked_for_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var broker = await RabbitMqVirtualHost.CreateAsync(cancellation);
        await using var store = await S3Server.StartAsync();
        var environment = new Dictionary<string, string?>
        {
            ["ARENA_ARTIFACTS"] = $"s3://{S3Server.Bucket}/runs",
            ["ARENA_S3_ENDPOINT"] = store.Endpoint.ToString(),
            ["AWS_ACCESS_KEY_ID"] = S3Server.KeyId,
            ["AWS_SECRET_ACCESS_KEY"] = S3Server.Secret,
        };
        using var caller = new Machine();
        var machines = Services.Select(_ => new Machine()).ToList();
        var ports = Services.Select(_ => LoopbackPort.Free()).ToList();
        var processes = Services.Select((service, i) => machines[i].Start(service, Programs.Service(service), [], broker.Address,
            new Dictionary<string, string?>(environment) { ["ARENA_MANAGEMENT"] = $"http://127.0.0.1:{ports[i]}" })).ToList();
        await using var prometheus = await PrometheusServer.StartAsync(
            [
                .. Services.Zip(ports, (service, port) => (service, port, "/metrics")),
                ("rabbitmq", await broker.PrometheusPortAsync(cancellation), "/metrics/per-object"),
            ], ShownQueries.Rules, "200ms");
        try
        {
            var examples = Path.Combine(caller.WorkingFolder, "examples");
            Copy(Path.Combine(Programs.Repository, "examples"), examples);
            var arena = caller.Start(
                "arena run", Programs.Arena, ShortCampaign.Arguments("examples/arithmetic.yaml", "out", broker.Address), bus: null, environment);
            processes.Add(arena);
            await Eventually.HappensAsync("the campaign wrote something", ShortCampaign.Limit,
                () => Task.FromResult(arena.HasExited || store.Keys().Any(key => key.StartsWith("runs/campaigns/", StringComparison.Ordinal))),
                processes, cancellation);
            // Whoever had to look into the caller's folders would not get far from here on.
            Directory.Delete(examples, recursive: true);
            Assert.Equal(["campaign.json"], Directory.EnumerateFileSystemEntries(Path.Combine(caller.WorkingFolder, "out")).Select(Path.GetFileName));

            Assert.True(await arena.WaitForExitAsync(ShortCampaign.Limit, cancellation) == 0, string.Join('\n', processes.Select(p => p.Tail)));
            Assert.All(processes.Except([arena]), p => Assert.False(p.HasExited, p.Tail));

            await ShownQueries.AssertShownAsync(prometheus, IsUnmoved);

            var output = Path.Combine(caller.WorkingFolder, "out");
            await using (var json = File.OpenRead(Path.Combine(output, CampaignResult.FileName)))
                reference.AssertSameAs((await JsonSerializer.DeserializeAsync<CampaignResult>(json, JsonLines.Options, cancellation))!);
            // It has what a campaign leaves behind, but for the ledger.
            var own = CampaignFolder.FilesOf(output);
            Assert.Equal(reference.Files.Where(name => !name.StartsWith("ledger.", StringComparison.Ordinal)), own);
            Assert.Contains("checkpoints/SFT-I1/model.safetensors", own);
            Assert.DoesNotContain(store.Keys(), key => key.Contains("/work/", StringComparison.Ordinal));
            Assert.DoesNotContain(await broker.QueuesAsync(cancellation), q =>
                q.EndsWith("_error", StringComparison.Ordinal) || q.EndsWith("_skipped", StringComparison.Ordinal));
        }
        finally
        {
            foreach (var process in processes) await process.DisposeAsync();
            foreach (var machine in machines) machine.Dispose();
        }
    }

    /// <summary>What has to do with endpoints and money, and with judges that may fail: the campaign's own is a program.</summary>
    private static bool IsUnmoved(string metric) =>
        new[] { "arena_endpoint_", "arena_tokens_", "arena_cost_", "arena_cache_", "arena_budget_", "arena_campaign_budget_", "arena_judge_" }
            .Any(prefix => metric.StartsWith(prefix, StringComparison.Ordinal)) && !metric.StartsWith("arena_judge_chunk", StringComparison.Ordinal);

    private static void Copy(string from, string to)
    {
        foreach (var name in CampaignFolder.FilesOf(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
            File.Copy(Path.Combine(from, name), Path.Combine(to, name));
        }
    }
}
