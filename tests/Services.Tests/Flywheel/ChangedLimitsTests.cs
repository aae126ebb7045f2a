using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Services.Tests.Ledger;
using ArenaLearning.TestServers;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>
/// Budget and window of a campaign that Flywheels over one PostgreSQL lead are changed on the way, and its results stay what they would have been.
/// </summary>
public sealed class ChangedLimitsTests(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>One iteration, which asks again only after longer than a test waits.</summary>
    private static readonly string[] Short = ["prompts.iterations=1", "work.retry_seconds=100"];

    private PostgresServer server = null!;
    private string database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Lazy<Task<string>> Undisturbed { get; } = new(async () =>
    {
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync(assignments: Short);
        await campaign.RunAsync(new(new()));
        return campaign.Result().Digest;
    });

    public async ValueTask InitializeAsync()
    {
        server = await postgres.ServerAsync();
        database = await server.CreateDatabaseAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_raised_budget_lets_a_stopped_campaign_go_on_and_holds_when_another_leads()
    {
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync(assignments: ["budget={ max_cost: 0.04 }", .. Short]);
        await using var world = await WorldAsync(2);
        await world.Replicas[0].Registry.StartAsync(campaign.Start, Token);
        await EndsAsync(world, 1);
        var stopped = world.Ended.Single().Failure!;
        Assert.StartsWith("The campaign's budget is used up", stopped, StringComparison.Ordinal);
        Assert.Contains(
            "`arena campaigns set mini --budget-usd X` or --budget-tokens N, then `arena campaigns resume mini`", stopped, StringComparison.Ordinal);
        var answered = await ResponsesAsync();

        var starts = world.Replicas[0].Starts;
        Assert.True(await starts.ChangeLimitsAsync("mini", new(BudgetUsd: 50, Window: 30), asInFile: false, Token));
        Assert.True(await starts.ChangeAsync("mini", [CampaignState.Failed], CampaignState.Running, Token));
        await world.Replicas[1].Registry.LookAsync(Token);
        await Eventually.HappensAsync("it went on", async () => await ResponsesAsync() > answered);
        await Eventually.HappensAsync("one of them led", () => world.Replicas.Sum(replica => replica.Registry.Count) == 1);
        await world.StopAsync(world.Replicas.Single(replica => replica.Registry.Count == 1));
        await EndsAsync(world, 2);

        Assert.Null(world.Ended.Last().Failure);
        Assert.Equal(await Undisturbed.Value, campaign.Result().Digest);
        Assert.True(await server.NumberAsync(database, "SELECT lease FROM campaigns") >= 3);
    }

    [Fact]
    public async Task A_campaign_that_runs_hears_of_it_from_whoever_was_asked()
    {
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync(assignments: Short);
        await using var world = await WorldAsync(2);
        await world.Replicas[0].Registry.StartAsync(campaign.Start, Token);
        await Eventually.HappensAsync("some answers were paid", async () => await server.NumberAsync(database, "SELECT COUNT(*) FROM spend") > 3);

        // It is written through one, and each looks for itself, as it does every few seconds.
        var starts = world.Replicas[1].Starts;
        await starts.ChangeLimitsAsync("mini", new(BudgetUsd: 0), asInFile: false, Token);
        foreach (var replica in world.Replicas) await replica.Registry.LookAsync(Token);
        await EndsAsync(world, 1);
        Assert.StartsWith("The campaign's budget is used up", world.Ended.Single().Failure, StringComparison.Ordinal);

        await starts.ChangeLimitsAsync("mini", new(), asInFile: true, Token);
        await starts.ChangeAsync("mini", [CampaignState.Failed], CampaignState.Running, Token);
        await world.Replicas[0].Registry.LookAsync(Token);
        await EndsAsync(world, 2);

        Assert.Null(world.Ended.Last().Failure);
        Assert.Equal(await Undisturbed.Value, campaign.Result().Digest);
    }

    [Fact]
    public async Task What_is_not_given_stays_as_it_was()
    {
        await using var world = await WorldAsync(1);
        using var campaign = await MiniCampaign.CreateAsync();
        var starts = world.Replicas[0].Starts;
        Assert.False(await starts.ChangeLimitsAsync("mini", new(BudgetUsd: 1), asInFile: false, Token));
        await starts.TryAddAsync(campaign.Start, Token);

        await starts.ChangeLimitsAsync("mini", new(BudgetUsd: 0.1m, BudgetTokens: 7), asInFile: false, Token);
        await starts.ChangeLimitsAsync("mini", new(Window: 90), asInFile: false, Token);
        Assert.Equal(new(0.1m, 7, 90), (await starts.FindAsync("mini", Token))!.Limits);
        // The command again, as one repeats it who waits for an answer, changes nothing of it.
        await starts.KeepAsync(campaign.Start, Token);
        Assert.Equal(new(0.1m, 7, 90), (await starts.LimitsAsync(["mini", "other"], Token)).Single().Value);

        await starts.ChangeLimitsAsync("mini", new(BudgetTokens: 8), asInFile: true, Token);
        Assert.Equal(new(null, 8), (await starts.FindAsync("mini", Token))!.Limits);
    }

    private async Task<ReplicatedWorld> WorldAsync(int count)
    {
        var world = new ReplicatedWorld(server.Address(database), count, new(new()));
        await world.StartAsync();
        return world;
    }

    private static Task EndsAsync(ReplicatedWorld world, int times) =>
        Eventually.HappensAsync($"it ended {times} times", () => world.Ended.Count >= times && world.Replicas.All(replica => replica.Registry.Count == 0));

    private Task<long> ResponsesAsync() => server.NumberAsync(database, "SELECT COUNT(*) FROM responses");
}
