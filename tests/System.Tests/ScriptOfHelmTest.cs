using System.Diagnostics;
using System.Runtime.Versioning;
using ArenaLearning.Hosting.Access;
using ArenaLearning.System.Tests.Broker;
using ArenaLearning.System.Tests.Campaigns;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.TestServers;
using Xunit;

namespace ArenaLearning.System.Tests;

/// <summary>The script that <c>helm test</c> runs in a cluster, before every service as a process of its own.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ScriptOfHelmTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly string[] Services = ["Flywheel", "Generation", "Judging", "Ranking", "DataMining", "Training"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_passes_each_time_and_fails_where_a_service_is_away()
    {
        await using var broker = await RabbitMqVirtualHost.CreateAsync(Token);
        await using var server = await PostgresServer.StartAsync();
        using var folder = new CampaignFolder();
        var (key, kept) = KeysFile.NewKey("helm", KeyRole.Operator);
        var keys = Path.Combine(folder.Root, "keys");
        await File.WriteAllTextAsync(keys, KeysFile.LineOf(kept), Token);
        Dictionary<string, string?> environment = new()
        {
            ["ARENA_LEDGER"] = server.Address(await server.CreateDatabaseAsync()),
            ["ARENA_ARTIFACTS"] = Path.Combine(folder.Root, "artifacts"),
            ["ARENA_KEYS_FILE"] = keys,
        };
        var addresses = Services.ToDictionary(service => service, _ => $"http://127.0.0.1:{LoopbackPort.Free()}");
        var processes = Services.Select(service => ChildProcess.Start(
            service, Programs.Service(service), [], broker.Address, environment.Append(new("ARENA_GRPC", addresses[service])))).ToList();
        try
        {
            foreach (var address in addresses.Values)
                await Eventually.HappensAsync($"{address} answered", Limit, () => LoopbackPort.AnswersAsync(new Uri(address).Port, Token), processes, Token);
            // What listens may not have met the broker yet.
            var said = "";
            await Eventually.HappensAsync("the script passed", Limit, async () =>
            {
                (var code, said) = await RunAsync(Services);
                return code == 0;
            }, processes, Token);
            Assert.All(addresses.Values, address => Assert.Contains($"\n{address}\n", said, StringComparison.Ordinal));
            Assert.Contains("Official board of arena, 4 battles:", said, StringComparison.Ordinal);

            // A campaign of its own each time.
            var (again, saidAgain) = await RunAsync("Flywheel");
            Assert.True(again == 0, $"{saidAgain}\n{string.Join('\n', processes.Select(process => process.Tail))}");
            Assert.NotEqual(Campaign(said), Campaign(saidAgain));

            await processes[Array.IndexOf(Services, "Judging")].KillAsync();
            Assert.NotEqual(0, (await RunAsync("Judging")).Code);
        }
        finally
        {
            foreach (var process in processes) await process.DisposeAsync();
        }

        static string Campaign(string said) => said.Split('\n').First(line => line.StartsWith("Campaign ", StringComparison.Ordinal));

        async Task<(int Code, string Said)> RunAsync(params string[] asked)
        {
            // As the image has it.
            var (bin, work) = (Directory.CreateDirectory(Path.Combine(folder.Root, "bin")), Directory.CreateDirectory(Path.Combine(folder.Root, "work")));
            await File.WriteAllTextAsync(Path.Combine(bin.FullName, "arena"), $"#!/bin/sh\nexec dotnet {Programs.Arena} \"$@\"\n", Token);
            File.SetUnixFileMode(Path.Combine(bin.FullName, "arena"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
            using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Programs.Repository, "helm/arena-learning/scripts/test")])
            {
                RedirectStandardOutput = true,
                Environment =
                {
                    ["PATH"] = $"{bin.FullName}:{Environment.GetEnvironmentVariable("PATH")}", ["TMPDIR"] = work.FullName, ["ARENA_KEY"] = key,
                    ["SERVICES"] = string.Join(' ', asked.Select(service => addresses[service])),
                    ["CAMPAIGNS"] = addresses["Flywheel"], ["RANKINGS"] = addresses["Ranking"],
                },
            })!;
            var said = await script.StandardOutput.ReadToEndAsync(Token);
            await script.WaitForExitAsync(Token);
            return (script.ExitCode, said);
        }
    }
}
