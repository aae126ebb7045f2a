using ArenaLearning.Arena.Tests.Campaigns;
using ArenaLearning.DataMining;
using ArenaLearning.Flywheel;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.TestServers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ArenaLearning.Arena.Tests.Commands;

/// <summary>Commands that ask a server, at one with a database of its own that reads prompts and has no other worker.</summary>
public sealed class ServerCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private PostgresServer postgres = null!;
    private ServiceApplication service = null!;

    private string Server => service.AddressOf(Listener.Grpc)!.ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        const string AnyPort = "http://127.0.0.1:0";
        postgres = await PostgresServer.StartAsync();
        var definition = FlywheelService.Definition;
        service = ServiceApplication.Create(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ARENA_MANAGEMENT"] = AnyPort,
            ["ARENA_GRPC"] = AnyPort,
            ["ARENA_HTTP"] = AnyPort,
            ["ARENA_LOG"] = "text",
            ["ARENA_KEYS_FILE"] = "off",
            ["ARENA_LEDGER"] = postgres.Address(await postgres.CreateDatabaseAsync()),
            ["ARENA_ARTIFACTS"] = Path.Combine(folder.Path, "artifacts"),
            ["ARENA_ALLOWED_ENDPOINTS"] = "http://127.0.0.1:9/v1",
        }).Build(), definition with
        {
            AddConsumers = consumers =>
            {
                definition.AddConsumers(consumers);
                consumers.AddDataMining();
            },
        });
        await service.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null) await service.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_plan_of_a_server_reads_as_one_that_is_made_here()
    {
        string[] command =
        [
            "plan", .. SmallCampaign.Arguments(
                "endpoints=[{ name: test, base_url: \"http://127.0.0.1:9/v1\", requests_per_minute: 30 }]", "budget={ max_cost: 0.001 }",
                "competitors.2={ name: asked, kind: openai, endpoint: test, model: m, temperature: 0.7, input_price: 1, output_price: 4 }"),
        ];

        var here = await SmallCampaign.InvokeAsync(command);
        var there = await SmallCampaign.InvokeAsync([.. command, "--server", Server]);
        var elsewhere = await SmallCampaign.InvokeAsync([.. command, "--set", "endpoints.0.base_url=http://127.0.0.1:99/v1", "--server", Server]);

        Assert.Equal((0, ""), (here.Code, here.Error));
        Assert.Contains("The budget of 0.00 US dollars does not reach", here.Output, StringComparison.Ordinal);
        Assert.Equal((0, here.Output), (there.Code, there.Output));
        Assert.Contains("Uploading ", there.Error, StringComparison.Ordinal);
        Assert.Equal(2, elsewhere.Code);
        Assert.Contains("endpoints.0.base_url: this server asks only endpoints at http://127.0.0.1:9/v1", elsewhere.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Budget_and_window_of_a_campaign_are_set()
    {
        var starts = service.Services.GetRequiredService<ILedgerStore>().Starts!;
        var text = await File.ReadAllTextAsync(ShippedExample.Path, Token);
        await starts.TryAddAsync(new("mini", text, "campaign.yaml", new Dictionary<string, Contracts.Artifacts.ArtifactReference>(),
            Contracts.Artifacts.ArtifactScope.OfFolder(folder.Path)), Token);
        await starts.ChangeAsync("mini", [CampaignState.Running], CampaignState.Paused, Token);

        var set = await SmallCampaign.InvokeAsync("campaigns", "set", "mini", "--budget-usd", "2.5", "--window", "2000", "--server", Server);
        var small = await SmallCampaign.InvokeAsync("campaigns", "set", "mini", "--window", "1", "--server", Server);
        var nothing = await SmallCampaign.InvokeAsync("campaigns", "set", "mini", "--server", Server);

        Assert.Equal((0, "mini is paused, with a budget of 2.5 US dollars and a window of 2,000 units.\n", ""), (set.Code, set.Output, set.Error));
        Assert.Equal(2, small.Code);
        Assert.Contains("window: must hold at least one chunk", small.Error, StringComparison.Ordinal);
        Assert.Equal(2, nothing.Code);
        Assert.Equal(new(2.5m, null, 2000), (await starts.FindAsync("mini", Token))!.Limits);
    }
}
