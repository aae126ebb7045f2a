using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Postgres;
using ArenaLearning.Postgres;
using ArenaLearning.Services.Tests.Endpoints;
using ArenaLearning.TestServers;
using ArenaLearning.Waiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace ArenaLearning.Services.Tests.Ledger;

/// <summary>What PostgreSQL and those before it may do to a ledger.</summary>
public sealed class PostgresOutageTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly CampaignIdentity Identity = new("c", new string('a', 64), 1);

    private readonly List<PostgresLedgerStore> stores = [];
    private PostgresServer server = null!;
    private string database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await postgres.ServerAsync();
        database = await server.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task Eight_processes_that_start_at_once_make_the_tables_once()
    {
        var ledgers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Store(server.Address(database)).OpenAsync(Identity with { Id = $"c{i}" }, "", Token)));

        foreach (var ledger in ledgers) await ledger.DisposeAsync();
        Assert.Equal(2, await server.NumberAsync(database, "SELECT COUNT(*) FROM ledger_migrations"));
        Assert.Equal(8, await server.NumberAsync(database, "SELECT COUNT(*) FROM campaigns"));
    }

    [Fact]
    public async Task The_migrations_make_the_tables_that_the_program_knows()
    {
        await using var source = NpgsqlDataSource.Create(PostgresAddress.Parse(server.Address(database)).Pooled);
        await using var context = PostgresSchema.Context(source);
        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Theory]
    [InlineData("transaction")]
    [InlineData("session")]
    public async Task A_pooler_on_the_way_is_refused(string mode)
    {
        await using var pooler = await PgBouncer.StartAsync(server, mode);
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => Store(pooler.Address(database)).PrepareAsync(Token));
        Assert.Contains("through a connection pooler", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ARENA_LEDGER", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Each with a sentence that says what to do, and none with the password.</summary>
    [Fact]
    public async Task What_keeps_the_ledger_out_is_said_without_the_password()
    {
        await server.ExecuteAsync("postgres", "CREATE ROLE stranger LOGIN PASSWORD 'stranger-secret'");
        await server.ExecuteAsync(database, "CREATE TABLE steps (name text)");
        var good = server.Address(database);
        (string Address, string Said)[] cases =
        [
            (good.Replace(Uri.EscapeDataString(PostgresServer.Password), "wrong-secret", StringComparison.Ordinal), "Look at user and password"),
            (server.Address("nowhere"), "does not exist. Make it"),
            (good.Replace($":{server.Port}/", ":1/", StringComparison.Ordinal), "does not answer"),
            (good.Replace("127.0.0.1", "nowhere.invalid", StringComparison.Ordinal), "does not answer"),
            (good.Replace($"postgres:{Uri.EscapeDataString(PostgresServer.Password)}", "stranger:stranger-secret", StringComparison.Ordinal),
                "owner of the database"),
            (good, "holds tables of something else"),
        ];
        foreach (var (address, said) in cases)
        {
            var refused = await Assert.ThrowsAnyAsync<LedgerException>(() => Store(address).PrepareAsync(Token));
            Assert.Contains(said, refused.Message, StringComparison.Ordinal);
            foreach (var secret in new[] { PostgresServer.Password, Uri.EscapeDataString(PostgresServer.Password), "secret" })
                Assert.DoesNotContain(secret, $"{refused}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_holds_a_campaign_is_named()
    {
        await using var ledger = await Store(server.Address(database)).OpenAsync(Identity, "", Token);
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => Store(server.Address(database)).OpenAsync(Identity, "", Token));
        Assert.True(refused.InUse);
        Assert.Contains($"Campaign c is in use by arena {Environment.ProcessId} on {Environment.MachineName}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_campaign_of_the_same_id_is_refused()
    {
        var store = Store(server.Address(database));
        await (await store.OpenAsync(Identity, "", Token)).DisposeAsync();
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => store.OpenAsync(Identity with { Seed = 2 }, "", Token));
        Assert.False(refused.InUse);
        Assert.Contains("with other settings (seed 1,", refused.Message, StringComparison.Ordinal);
        await (await store.OpenAsync(Identity, "", Token)).DisposeAsync();
    }

    [Fact]
    public async Task A_full_disk_is_said_to_be_full_and_results_wait_until_there_is_room()
    {
        using var told = new CollectedLog();
        using var loggers = new LoggerFactory([told]);
        var store = new PostgresLedgerStore(
            PostgresAddress.Parse(server.Address(database)), TimeProvider.System, logger: loggers.CreateLogger<PostgresLedgerStore>());
        stores.Add(store);
        await using var ledger = await store.OpenAsync(Identity, "", Token);
        await server.ExecuteAsync(database, """
            CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON responses EXECUTE FUNCTION fill();
            CREATE TRIGGER full_disk BEFORE INSERT ON steps EXECUTE FUNCTION fill();
            """);
        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.RecordStepAsync("step", new { Done = true }, Token));
        Assert.Contains("disk is full: could not extend file. What is recorded is safe. Make room", failure.Message, StringComparison.Ordinal);

        var result = store.RecordAsync("c", "chunk", [Response("u")], PaidSpend.Nothing, Token);
        await Eventually.HappensAsync("somebody was told", () => told.Text.Length > 0);
        Assert.Contains("disk is full: could not extend file", told.Text, StringComparison.Ordinal);
        Assert.False(result.IsCompleted);
        await server.ExecuteAsync(database, "DROP TRIGGER full_disk ON responses; DROP TRIGGER full_disk ON steps");

        Assert.NotNull(await result);
        await ledger.RecordStepAsync("step", new { Done = true }, Token);
    }

    /// <summary>It learns that it leads no more though nothing reaches it.</summary>
    [Fact]
    public async Task A_leader_that_is_cut_off_for_a_lease_loses_the_campaign_to_another()
    {
        await using var link = new NetworkLink(server.Port);
        var lease = TimeSpan.FromSeconds(3);
        var near = new PostgresLedgerStore(PostgresAddress.Parse(server.Address(database)), TimeProvider.System, lease: lease);
        var far = new PostgresLedgerStore(PostgresAddress.Parse(server.Address(database, link.Port)), TimeProvider.System, lease: lease);
        stores.AddRange([near, far]);
        await using var ledger = await far.OpenAsync(Identity, "", Token);
        link.Cut();

        ILedger? taken = null;
        await Eventually.HappensAsync("another led", async () =>
        {
            try
            {
                taken = await near.OpenAsync(Identity, "", Token);
                return true;
            }
            catch (LedgerRefusedException e) when (e.InUse)
            {
                return false;
            }
        });

        await using var other = taken!;
        await Eventually.HappensAsync("the first knew", () => ledger.Lease.Lost.IsCancellationRequested);
        link.Mend();
        await Assert.ThrowsAsync<LeaseLostException>(() => ledger.AddUsageAsync(1, 1, Token));
    }

    /// <summary>The one who drives hears of it and loses the lease; a result, which was paid for, waits for the server.</summary>
    [Fact]
    public async Task A_server_that_was_killed_costs_the_lease_and_no_result()
    {
        await using var own = await PostgresServer.StartAsync();
        var address = own.Address(await own.CreateDatabaseAsync());
        var store = Store(address);
        await using var ledger = await store.OpenAsync(Identity, "", Token);
        await store.RecordAsync("c", "chunk", [Response("before")], PaidSpend.Nothing, Token);

        await own.KillAsync();

        var outage = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.TotalsAsync(Token));
        Assert.Contains("does not answer", outage.Message, StringComparison.Ordinal);
        await Eventually.HappensAsync("the lease was lost", () => ledger.Lease.Lost.IsCancellationRequested);
        var result = store.RecordAsync("c", "chunk", [Response("meanwhile")], new("reply", [new("gpt", 1, 2, 3, 0.5m)]), Token);
        await own.RestartAsync();

        Assert.Single((await result)!);
        await Assert.ThrowsAsync<LeaseLostException>(() => ledger.AddUsageAsync(1, 1, Token));
        await using var again = await store.OpenAsync(Identity, "", Token);
        Assert.Equal(["before", "meanwhile"], (await again.ReadResponsesAsync("chunk", Token)).Keys);
        await again.RecordStepAsync("step", new { Done = true }, Token);
    }

    [Fact]
    public async Task A_server_that_hangs_keeps_nobody_waiting_for_ever()
    {
        await using var own = await PostgresServer.StartAsync();
        var store = Store($"{own.Address(await own.CreateDatabaseAsync())}?command_timeout=1&connect_timeout=1");
        await using var ledger = await store.OpenAsync(Identity, "", Token);
        await own.HangAsync();
        try
        {
            await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.TotalsAsync(Token).WaitAsync(Eventually.Limit, Token));
        }
        finally
        {
            await own.GoOnAsync();
        }
        Assert.Equal(0, (await ledger.TotalsAsync(Token)).Responses);
    }

    /// <summary>Many bring the same results, in other orders, while the one who drives writes: nobody waits for ever, and each result is there once.</summary>
    [Fact]
    public async Task Copies_from_many_at_once_are_recorded_once()
    {
        var store = Store(server.Address(database));
        await using var ledger = await store.OpenAsync(Identity, "", Token);
        var units = Enumerable.Range(0, 50).Select(i => Response($"u{i:00}")).ToArray();
        var paid = new PaidSpend("reply", [new("a", 1, 1, 1, 0.1m), new("b", 1, 1, 1, 0.1m)]);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++) await ledger.RecordStepAsync($"step/{i}", new { Number = i }, Token);
        }, Token);

        var added = await Task.WhenAll(Enumerable.Range(0, 16).Select(copy =>
            store.RecordAsync("c", "chunk", copy % 2 == 0 ? units : [.. units.Reverse()], paid, Token)));

        await writing;
        Assert.Equal(2, added.Sum(parts => parts!.Count));
        Assert.Equal(new(50, 0, 0, 15 * 50), await ledger.TotalsAsync(Token));
    }

    private PostgresLedgerStore Store(string address)
    {
        var store = new PostgresLedgerStore(PostgresAddress.Parse(address), TimeProvider.System);
        stores.Add(store);
        return store;
    }

    private static ResponseResult Response(string unit) => new()
    {
        UnitId = unit,
        Text = "text",
        PromptTokens = 3,
        ResponseTokens = 4,
        LatencySeconds = 0.1,
        FinishReason = "stop",
    };
}
