using ArenaLearning.Api.V1;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Api;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Services.Tests.Ledger;
using ArenaLearning.Waiting;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using CampaignState = ArenaLearning.Api.V1.CampaignState;
using StatusClient = ArenaLearning.Api.V1.Status.StatusClient;

namespace ArenaLearning.Services.Tests.Api;

public sealed class CampaignsApiTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Questions = """{"id":"q1","category":"addition","messages":[{"role":"user","content":"1 + 1?"}],"reference":"2"}""";

    private ApiWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await ApiWorld.StartAsync(
        await postgres.ServerAsync(), ("ARENA_ALLOWED_ENDPOINTS", "http://127.0.0.1:9/v1"), ("ARENA_ALLOWED_KEYS", "MODEL_KEY"));

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_campaign_is_started_once_with_what_was_uploaded_and_listed()
    {
        var spec = await SpecAsync();

        var started = await world.Campaigns.StartAsync(new() { Id = "mini", Spec = spec }, cancellationToken: Token);
        var again = await world.Campaigns.StartAsync(new() { Id = "mini", Spec = spec }, cancellationToken: Token);
        spec.Yaml = spec.Yaml.Replace("seed: 3", "seed: 4", StringComparison.Ordinal);
        var other = await RefusedAsync(world.Campaigns.StartAsync(new() { Id = "mini", Spec = spec }, cancellationToken: Token));

        Assert.Equal(("mini", "mini-arena", CampaignState.Running), (started.Id, started.Name, started.State));
        Assert.Equal((started.StartedAt, started.State), (again.StartedAt, again.State));
        Assert.Equal((StatusCode.AlreadyExists, "There is another campaign mini: choose another id."), (other.StatusCode, other.Status.Detail));
        Assert.Equal(["mini"], (await world.Campaigns.ListAsync(new(), cancellationToken: Token)).Campaigns.Select(campaign => campaign.Id));
        // Its ledger is taken at once, and it works where the artifacts are.
        await Eventually.HappensAsync("somebody drives it", () => world.Services.GetRequiredService<CampaignRegistry>().Find("mini") is not null);
    }

    [Fact]
    public async Task Pages_follow_each_other_and_only_one_state_can_be_asked_for()
    {
        var spec = await SpecAsync();
        foreach (var id in new[] { "c", "a", "b" }) await world.Campaigns.StartAsync(new() { Id = id, Spec = spec }, cancellationToken: Token);
        await world.Campaigns.PauseAsync(new() { Id = "b" }, cancellationToken: Token);

        var first = await world.Campaigns.ListAsync(new() { PageSize = 2 }, cancellationToken: Token);
        var second = await world.Campaigns.ListAsync(new() { PageSize = 2, PageToken = first.NextPageToken }, cancellationToken: Token);
        var paused = await world.Campaigns.ListAsync(new() { State = CampaignState.Paused }, cancellationToken: Token);
        var broken = await RefusedAsync(world.Campaigns.ListAsync(new() { PageToken = "?" }, cancellationToken: Token));

        Assert.Equal(["a", "b", "c", ""], [.. Ids(first), .. Ids(second), second.NextPageToken]);
        Assert.Equal(["b"], Ids(paused));
        Assert.Equal(StatusCode.InvalidArgument, broken.StatusCode);

        static string[] Ids(ListCampaignsResponse page) => [.. page.Campaigns.Select(campaign => campaign.Id)];
    }

    [Fact]
    public async Task What_is_wrong_in_a_file_comes_back_with_file_line_and_key()
    {
        var refusal = await RefusedAsync(world.Campaigns.ValidateAsync(new()
        {
            Spec = new() { Path = "team/arena.yaml", Yaml = "name: mini-arena\nseed: many\ncontestants: []\nprompts: { file: q.jsonl }\n" },
        }, cancellationToken: Token));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        var violations = refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations;
        Assert.Contains("whole number", violations.Single(violation => violation.Field == "team/arena.yaml:2: seed").Description, StringComparison.Ordinal);
        Assert.True(violations.Count > 1, "all problems are told at once");
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/v1", "key_env: MODEL_KEY", null)]
    [InlineData("http://127.0.0.1:9/v1/models", "", null)]
    [InlineData("http://169.254.169.254/latest", "", "base_url")]
    [InlineData("http://127.0.0.1:9", "", "base_url")]
    [InlineData("http://127.0.0.1:9/v1/../admin", "", "base_url")]
    [InlineData("http://127.0.0.1:9/v1/%2e%2e/admin", "", "base_url")]
    [InlineData("http://127.0.0.1:9/v10", "", "base_url")]
    [InlineData("https://127.0.0.1:9/v1", "", "base_url")]
    [InlineData("http://127.0.0.1:9/v1", "key_env: PATH", "key_env")]
    [InlineData("http://127.0.0.1:9/v1", "key_file: /etc/passwd", "key_file")]
    public async Task A_file_from_the_network_asks_only_where_the_owner_said_with_keys_that_the_owner_said(string address, string key, string? refused)
    {
        var spec = await SpecAsync(address, key);

        if (refused is null)
        {
            Assert.Equal("mini-arena", (await world.Campaigns.ValidateAsync(new() { Spec = spec }, cancellationToken: Token)).Name);
            return;
        }
        foreach (var call in new Func<Task>[]
        {
            async () => await world.Campaigns.ValidateAsync(new() { Spec = spec }, cancellationToken: Token),
            async () => await world.Campaigns.StartAsync(new() { Id = "mini", Spec = spec }, cancellationToken: Token),
        })
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
            Assert.EndsWith($"endpoints.0.{refused}", refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations[0].Field, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Files_are_uploaded_once_whole_and_with_their_hash()
    {
        var file = new FileReference { Name = "questions.jsonl", Sha256 = ContentHash.OfText(Questions) };
        FileReference[] asked = [file];
        Assert.Equal(asked, await MissingAsync());
        var damaged = await Assert.ThrowsAsync<RpcException>(() => world.UploadAsync(file, (file.Name, Questions + "x")));
        Assert.Equal(StatusCode.InvalidArgument, damaged.StatusCode);
        Assert.Equal(asked, await MissingAsync());

        await world.UploadAsync(file, (file.Name, Questions));

        Assert.Empty(await MissingAsync());

        async Task<IReadOnlyList<FileReference>> MissingAsync() =>
            (await world.Campaigns.FindMissingFilesAsync(new() { Files = { asked } }, cancellationToken: Token)).Missing;
    }

    [Theory]
    [InlineData("../escaped", "header.name")]
    [InlineData("", "header.name")]
    [InlineData("a/b", "header.name")]
    public async Task An_upload_leads_nowhere_else(string name, string field)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => world.UploadAsync(new() { Name = name, Sha256 = ContentHash.OfText("x") }, ("x", "x")));
        Assert.StartsWith(field, refusal.Status.Detail, StringComparison.Ordinal);

        var inner = await Assert.ThrowsAsync<RpcException>(() => world.UploadAsync(
            new() { Name = "folder", Sha256 = ContentHash.OfText("x"), IsFolder = true }, (name.Length == 0 ? ".." : name, "x")));
        Assert.StartsWith("file_name", inner.Status.Detail, StringComparison.Ordinal);
        Assert.False(Directory.Exists(world.Artifacts) && Directory.EnumerateFiles(world.Artifacts, "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task A_campaign_whose_files_were_not_uploaded_is_refused()
    {
        var spec = await SpecAsync();
        spec.Files["questions.jsonl"].Sha256 = ContentHash.OfText("something else");
        var absent = await RefusedAsync(world.Campaigns.StartAsync(new() { Id = "mini", Spec = spec }, cancellationToken: Token));
        spec.Files.Clear();
        var unnamed = await RefusedAsync(world.Campaigns.StartAsync(new() { Id = "mini", Spec = spec }, cancellationToken: Token));

        Assert.Equal((StatusCode.FailedPrecondition, StatusCode.FailedPrecondition), (absent.StatusCode, unnamed.StatusCode));
        Assert.Contains("prompts.file: questions.jsonl did not come with the campaign", unnamed.Status.Detail, StringComparison.Ordinal);
        Assert.Empty((await world.Campaigns.ListAsync(new(), cancellationToken: Token)).Campaigns);
    }

    [Fact]
    public async Task It_is_paused_resumed_and_cancelled_by_whoever_is_asked_and_watched_meanwhile()
    {
        await world.Campaigns.StartAsync(new() { Id = "mini", Spec = await SpecAsync() }, cancellationToken: Token);
        var registry = world.Services.GetRequiredService<CampaignRegistry>();
        using var watching = world.Campaigns.Watch(new() { Id = "mini" }, cancellationToken: Token);
        Assert.True(await watching.ResponseStream.MoveNext(Token));

        Assert.Equal(CampaignState.Paused, (await world.Campaigns.PauseAsync(new() { Id = "mini" }, cancellationToken: Token)).State);
        Assert.Null(registry.Find("mini"));
        await SeesAsync(CampaignState.Paused);
        // Somebody who repeats the command until it is answered does not wake it.
        var starts = world.Services.GetRequiredService<ILedgerStore>().Starts!;
        Assert.False(await starts.KeepAsync((await starts.FindAsync("mini", Token))!.Start, Token));

        Assert.Equal(CampaignState.Running, (await world.Campaigns.ResumeAsync(new() { Id = "mini" }, cancellationToken: Token)).State);
        Assert.NotNull(registry.Find("mini"));
        await SeesAsync(CampaignState.Running);

        Assert.Equal(CampaignState.Cancelled, (await world.Campaigns.CancelAsync(new() { Id = "mini" }, cancellationToken: Token)).State);
        await SeesAsync(CampaignState.Cancelled);
        Assert.False(await watching.ResponseStream.MoveNext(Token), "what was cancelled is over");
        var late = await RefusedAsync(world.Campaigns.PauseAsync(new() { Id = "mini" }, cancellationToken: Token));
        Assert.Equal((StatusCode.FailedPrecondition, "Campaign mini is cancelled, and has to be running."), (late.StatusCode, late.Status.Detail));

        async Task SeesAsync(CampaignState state)
        {
            while (watching.ResponseStream.Current.State != state) Assert.True(await watching.ResponseStream.MoveNext(Token));
        }
    }

    [Fact]
    public async Task Its_budget_and_window_are_changed_while_it_runs_and_put_back()
    {
        var started = await world.Campaigns.StartAsync(new() { Id = "mini", Spec = await SpecAsync() }, cancellationToken: Token);
        Assert.Equal((false, false, 256), (started.Limits.HasBudgetUsd, started.Limits.HasBudgetTokens, started.Limits.Window));

        await world.Campaigns.UpdateAsync(new() { Id = "mini", BudgetUsd = 2.5 }, cancellationToken: Token);
        var changed = (await world.Campaigns.UpdateAsync(new() { Id = "mini", BudgetTokens = 900, Window = 64 }, cancellationToken: Token)).Limits;
        var seen = (await world.Campaigns.GetAsync(new() { Id = "mini" }, cancellationToken: Token)).Limits;
        var back = (await world.Campaigns.UpdateAsync(new() { Id = "mini", AsInFile = true, Window = 300 }, cancellationToken: Token)).Limits;

        Assert.Equal((2.5, 900L, 64), (changed.BudgetUsd, changed.BudgetTokens, changed.Window));
        Assert.Equal(changed, seen);
        Assert.Equal((false, false, 300), (back.HasBudgetUsd, back.HasBudgetTokens, back.Window));
    }

    [Fact]
    public async Task Limits_that_make_no_sense_are_refused_by_field()
    {
        await world.Campaigns.StartAsync(new() { Id = "mini", Spec = await SpecAsync() }, cancellationToken: Token);
        foreach (var (request, field) in new (UpdateCampaignRequest, string)[]
        {
            (new() { Id = "mini" }, "budget_usd"), (new() { Id = "mini", BudgetUsd = -1 }, "budget_usd"),
            (new() { Id = "mini", BudgetUsd = double.NaN }, "budget_usd"), (new() { Id = "mini", BudgetUsd = 1e300 }, "budget_usd"),
            (new() { Id = "mini", BudgetTokens = 0 }, "budget_tokens"), (new() { Id = "mini", Window = 0 }, "window"),
            // Less than a chunk.
            (new() { Id = "mini", Window = 3 }, "window"),
        })
        {
            var refusal = await RefusedAsync(world.Campaigns.UpdateAsync(request, cancellationToken: Token));
            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
            Assert.Equal(field, refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Single().Field);
        }
        Assert.Equal(
            StatusCode.NotFound, (await RefusedAsync(world.Campaigns.UpdateAsync(new() { Id = "other", Window = 64 }, cancellationToken: Token))).StatusCode);
        await world.Services.GetRequiredService<ILedgerStore>().Starts!.EndAsync("mini", null, Token);
        Assert.Equal(
            StatusCode.FailedPrecondition,
            (await RefusedAsync(world.Campaigns.UpdateAsync(new() { Id = "mini", Window = 64 }, cancellationToken: Token))).StatusCode);
    }

    [Fact]
    public async Task What_it_does_is_seen_whoever_drives_it()
    {
        await world.Campaigns.StartAsync(new() { Id = "mini", Spec = await SpecAsync() }, cancellationToken: Token);
        var watch = world.Services.GetRequiredService<CampaignWatch>();
        watch.Hear(new()
        {
            Campaign = "mini",
            Stage = "arena",
            Activity = "battles",
            Done = 3,
            Planned = 9,
            StagesDone = 0,
            StagesPlanned = 1,
            Leaderboard = [new("strong", 1100, 1050, 1150, 1, 1, 2, 30)],
        });

        var progress = (await world.Campaigns.GetAsync(new() { Id = "mini" }, cancellationToken: Token)).Progress;

        var first = progress.Leaderboard[0];
        Assert.Equal(("arena", 3L, 9L, "strong", 1050.0), (progress.Stage, progress.Done, progress.Planned, first.Contestant, first.EloLower));
    }

    [Fact]
    public async Task Streams_end_with_the_service_and_say_so()
    {
        using var call = new StatusClient(world.Channel(KeyRole.Reader)).Watch(new(), cancellationToken: Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));

        world.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var ended = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(Token)) { }
        });

        Assert.Equal((StatusCode.Unavailable, "This service is about to end: ask another, or later."), (ended.StatusCode, ended.Status.Detail));
    }

    [Fact]
    public async Task Units_that_were_given_up_are_tried_again_in_a_campaign_that_does_not_run()
    {
        await world.Campaigns.StartAsync(new() { Id = "mini", Spec = await SpecAsync() }, cancellationToken: Token);
        var running = await RefusedAsync(world.Campaigns.RetryFailedAsync(new() { Id = "mini" }, cancellationToken: Token));
        await world.Campaigns.PauseAsync(new() { Id = "mini" }, cancellationToken: Token);

        var retried = await world.Campaigns.RetryFailedAsync(new() { Id = "mini" }, cancellationToken: Token);

        Assert.Equal(StatusCode.FailedPrecondition, running.StatusCode);
        Assert.Equal((0L, CampaignState.Running), (retried.Failed, retried.Campaign.State));
    }

    [Fact]
    public async Task Artifacts_are_fetched_whole_or_from_where_a_download_broke()
    {
        await world.Campaigns.StartAsync(new() { Id = "mini", Spec = await SpecAsync() }, cancellationToken: Token);
        var folder = Directory.CreateDirectory(Path.Combine(world.Artifacts, "campaigns", "mini", "datasets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "pairs.jsonl"), "0123456789", Token);
        Directory.CreateDirectory(Path.Combine(world.Artifacts, "campaigns", "mini", "work"));
        await File.WriteAllTextAsync(Path.Combine(world.Artifacts, "campaigns", "mini", "work", "state"), "not a result", Token);

        var listed = await world.Campaigns.ListArtifactsAsync(new() { Id = "mini" }, cancellationToken: Token);
        var names = listed.Artifacts.Select(artifact => artifact.Name).ToArray();

        Assert.Contains("datasets/pairs.jsonl", names);
        Assert.DoesNotContain("work/state", names);
        Assert.Equal((10L, ContentHash.OfText("0123456789"), "0123456789"), await FetchAsync("datasets/pairs.jsonl", 0));
        Assert.Equal((10L, ContentHash.OfText("0123456789"), "789"), await FetchAsync("datasets/pairs.jsonl", 7));
        foreach (var (name, offset, status) in new[]
        {
            ("datasets/pairs.jsonl", 11, StatusCode.InvalidArgument), ("work/state", 0, StatusCode.NotFound), ("../../keys", 0, StatusCode.NotFound),
        })
            Assert.Equal(status, (await Assert.ThrowsAsync<RpcException>(() => FetchAsync(name, offset))).StatusCode);
    }

    [Fact]
    public async Task A_server_without_a_store_for_artifacts_says_so()
    {
        var spec = await SpecAsync();
        spec.Files.Clear();
        await using var other = await ApiWorld.StartAsync(
            await postgres.ServerAsync(), ("ARENA_ARTIFACTS", ""), ("ARENA_ALLOWED_ENDPOINTS", "http://127.0.0.1:9/v1"));

        var refusal = await RefusedAsync(other.Campaigns.StartAsync(new() { Id = "mini", Spec = spec }, cancellationToken: Token));

        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        Assert.Contains("set ARENA_ARTIFACTS", refusal.Status.Detail, StringComparison.Ordinal);
    }

    private static async Task<RpcException> RefusedAsync<T>(AsyncUnaryCall<T> call) => await Assert.ThrowsAsync<RpcException>(async () => await call);

    private async Task<(long Size, string Sha256, string Content)> FetchAsync(string name, long offset)
    {
        using var call = world.Campaigns.FetchArtifact(new() { Id = "mini", Name = name, Offset = offset }, cancellationToken: Token);
        var pieces = await call.ResponseStream.ReadAllAsync(Token).ToListAsync(Token);
        return (pieces[0].SizeBytes, pieces[0].Sha256, string.Concat(pieces.Select(piece => piece.Content.ToStringUtf8())));
    }

    /// <summary>A model arena whose questions are uploaded.</summary>
    private async Task<CampaignSpec> SpecAsync(string address = "http://127.0.0.1:9/v1", string key = "")
    {
        var file = new FileReference { Name = "questions.jsonl", Sha256 = ContentHash.OfText(Questions) };
        await world.UploadAsync(file, (file.Name, Questions));
        return new()
        {
            Path = "arena.yaml",
            Yaml = $$"""
                name: mini-arena
                seed: 3
                endpoints:
                  - { name: local, base_url: "{{address}}"{{(key.Length == 0 ? "" : $", {key}")}} }
                contestants:
                  - { name: strong, kind: openai, endpoint: local, model: a }
                  - { name: weak, kind: openai, endpoint: local, model: b }
                prompts: { file: questions.jsonl }
                judge: { name: critic, kind: llm, endpoint: local, model: c }
                arena: { anchor: weak, anchor_elo: 1000 }
                """,
            Files = { ["questions.jsonl"] = file },
        };
    }
}
