using ArenaLearning.Services.Tests.Ledger;
using ArenaLearning.TestServers;
using ArenaLearning.Waiting;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>
/// Flywheels over one PostgreSQL. Campaigns ask again only after <see cref="RetrySeconds"/>, which is longer than a test waits: what
/// does not reach the leader is missed.
/// </summary>
public sealed class SeveralFlywheelsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string RetrySeconds = "work.retry_seconds=100";

    private PostgresServer server = null!;
    private string database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Lazy<Task<string>> Undisturbed { get; } = new(async () =>
    {
        using var campaign = await MiniCampaign.CreateAsync(RetrySeconds);
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
    public async Task One_leads_and_hears_of_what_the_others_receive()
    {
        using var campaign = await MiniCampaign.CreateAsync(RetrySeconds);
        await using var world = await WorldAsync(new(new()), 3);

        // Asked for everywhere, as by someone who repeats the command until it is answered.
        await Task.WhenAll(world.Replicas.Select(replica => replica.Registry.StartAsync(campaign.Start, Token)));
        await EndsAsync(world);

        Assert.Equal([new("mini", null)], world.Ended);
        Assert.Equal(await Undisturbed.Value, campaign.Result().Digest);
        Assert.Equal((0, 0), (campaign.Result().Units.DuplicatesDropped, campaign.Result().Units.Failed));
        // Each job and each chunk was asked for once, and two of three replies came to one who does not lead.
        Assert.Equal(world.Jobs.Distinct(), world.Jobs);
        Assert.True(world.Told > 50, $"{world.Told} were told");
        Assert.Equal(1, await server.NumberAsync(database, "SELECT COUNT(*) FROM starts WHERE state = 'Completed'"));
        Assert.Equal(0, await server.NumberAsync(database, "SELECT COUNT(*) FROM training"));
    }

    /// <summary>Failures are in no table until the leader has heard of them.</summary>
    [Fact]
    public async Task What_failed_is_told_too()
    {
        using var campaign = await MiniCampaign.CreateAsync("work.retry_seconds=10");
        await using var world = await WorldAsync(new(new(FailsOnce: 50)), 2);
        await world.Replicas[0].Registry.StartAsync(campaign.Start, Token);

        await EndsAsync(world);

        Assert.Equal([new("mini", null)], world.Ended);
        Assert.Equal(await Undisturbed.Value, campaign.Result().Digest);
        Assert.True(await server.NumberAsync(database, "SELECT COUNT(*) FROM attempts") > 0);
    }

    [Fact]
    public async Task When_the_leader_goes_another_takes_the_campaign_up()
    {
        using var campaign = await MiniCampaign.CreateAsync(RetrySeconds);
        await using var world = await WorldAsync(new(new()), 2);
        await world.Replicas[0].Registry.StartAsync(campaign.Start, Token);
        await Eventually.HappensAsync("some answers were recorded", async () => await ResponsesAsync() > 20);
        // The other may have found it first, as it looks for campaigns that nobody leads.
        await Eventually.HappensAsync("one of them led", () => world.Replicas.Sum(replica => replica.Registry.Count) == 1);

        await world.StopAsync(world.Replicas.Single(replica => replica.Registry.Count == 1));
        Assert.Empty(world.Ended);
        await EndsAsync(world);

        Assert.Equal([new("mini", null)], world.Ended);
        Assert.Equal(await Undisturbed.Value, campaign.Result().Digest);
        Assert.Equal(2, await server.NumberAsync(database, "SELECT lease FROM campaigns"));
    }

    /// <summary>Whoever takes it up then, nobody has to ask for it again, and nobody is told that it has failed.</summary>
    [Fact]
    public async Task A_lost_connection_to_the_database_is_survived_by_the_campaign()
    {
        using var campaign = await MiniCampaign.CreateAsync(RetrySeconds);
        await using var world = await WorldAsync(new(new()), 2);
        await world.Replicas[0].Registry.StartAsync(campaign.Start, Token);
        await Eventually.HappensAsync("some answers were recorded", async () => await ResponsesAsync() > 20);

        await server.ExecuteAsync(
            database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await EndsAsync(world);

        Assert.Equal([new("mini", null)], world.Ended);
        Assert.Equal(await Undisturbed.Value, campaign.Result().Digest);
        Assert.True(await server.NumberAsync(database, "SELECT lease FROM campaigns") >= 2);
    }

    [Fact]
    public async Task A_campaign_that_has_ended_stays_ended_until_it_is_asked_for_again()
    {
        using var campaign = await MiniCampaign.CreateAsync(RetrySeconds);
        await using (var world = await WorldAsync(new(new()), 1))
        {
            await world.Replicas[0].Registry.StartAsync(campaign.Start, Token);
            await EndsAsync(world);
        }
        await using var later = await WorldAsync(new(new()), 1);
        Assert.Equal(0, later.Replicas[0].Registry.Count);
        Assert.Empty(later.Ended);

        await later.Replicas[0].Registry.StartAsync(campaign.Start, Token);
        await EndsAsync(later);
        Assert.Equal([new("mini", null)], later.Ended);
        Assert.Empty(later.Jobs);
    }

    /// <summary>As docs/running-services.md says: <c>pg_dump</c> while it runs, <c>psql</c> into a new database, and Flywheel over that.</summary>
    [Fact]
    public async Task A_backup_taken_in_the_middle_is_restored_and_gone_on_from()
    {
        using var campaign = await MiniCampaign.CreateAsync(RetrySeconds);
        string backup;
        await using (var world = await WorldAsync(new(new()), 1))
        {
            await world.Replicas[0].Registry.StartAsync(campaign.Start, Token);
            await Eventually.HappensAsync("some answers were recorded", async () => await ResponsesAsync() > 20);
            backup = await server.RunProgramAsync("pg_dump", database, "", "--no-owner");
            Assert.Empty(world.Ended);
        }
        database = await server.CreateDatabaseAsync();
        await server.RunProgramAsync("psql", database, backup, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1");
        Assert.InRange(await ResponsesAsync(), 21, long.MaxValue);

        var workers = new FakeWorkers(new());
        await using var restored = await WorldAsync(workers, 1);
        await EndsAsync(restored);

        Assert.Equal([new("mini", null)], restored.Ended);
        Assert.Equal(await Undisturbed.Value, campaign.Result().Digest);
        // The first model was trained before.
        Assert.DoesNotContain(workers.Jobs, job => job.Name == "SFT-I0");
    }

    private Task<long> ResponsesAsync() => server.NumberAsync(database, "SELECT COUNT(*) FROM responses");

    private async Task<ReplicatedWorld> WorldAsync(FakeWorkers workers, int replicas)
    {
        var world = new ReplicatedWorld(server.Address(database), replicas, workers);
        await world.StartAsync();
        return world;
    }

    private async Task EndsAsync(ReplicatedWorld world)
    {
        await Eventually.HappensAsync("the campaign ended", () => world.Ended.Count > 0 || world.Failures.Count > 0);
        Assert.Empty(world.Failures);
        // It is said before it is noted, so that a process killed between says it again.
        await Eventually.HappensAsync("it was let go", async () => world.Replicas.All(replica => replica.Registry.Count == 0)
            && await server.NumberAsync(database, "SELECT COUNT(*) FROM starts WHERE state = 'Running'") == 0);
    }
}
