using ArenaLearning.Api.V1;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.DataMining;
using ArenaLearning.DataMining.Measuring;
using ArenaLearning.Flywheel.Api;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Planning;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Services.Tests.Flywheel;
using ArenaLearning.Services.Tests.Ledger;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.Api;

/// <summary>Plans of campaigns whose file came over the network; DataMining, in this process, reads the prompts.</summary>
public sealed class CampaignPlanTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Questions = """
        {"id":"q1","category":"addition","messages":[{"role":"user","content":"1 + 1?"}],"reference":"2"}
        {"id":"q2","category":"addition","messages":[{"role":"user","content":"21 + 21?"}],"reference":"42"}
        """;

    private ApiWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await ApiWorld.StartAsync(
        await postgres.ServerAsync(), consumers => consumers.AddDataMining(), _ => { }, ("ARENA_ALLOWED_ENDPOINTS", "http://127.0.0.1:9/v1"));

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task The_plan_counts_units_tokens_cost_and_time_of_what_was_uploaded()
    {
        var plan = await world.Campaigns.PlanAsync(
            new() { Spec = await SpecAsync(Questions), AnswerTokens = 100, VerdictTokens = 50, SecondsPerRequest = 4 }, cancellationToken: Token);

        // Two questions of 4 + 2 and 4 + 3 tokens; three contestants, three battles a question, each judged twice.
        Assert.Equal(("mini-arena", 2L, 6L, 6L, 0L), (plan.Name, plan.Prompts, plan.Answers, plan.Verdicts, plan.TrainingSteps));
        Assert.Equal(["a", "b", "c", "d"], plan.Requests.Select(asked => asked.Name));
        Assert.Equal((2L, 13L, 200L), (plan.Requests[0].Requests, plan.Requests[0].PromptTokens, plan.Requests[0].ResponseTokens));
        Assert.Equal((12L, 2 * ((13 * 3) + (6 * 800)), 600L), (plan.Requests[3].Requests, plan.Requests[3].PromptTokens, plan.Requests[3].ResponseTokens));
        Assert.Equal(plan.Requests.Sum(asked => asked.PromptTokens + asked.ResponseTokens), plan.Tokens);
        Assert.Equal(((13 * 1) + (200 * 4)) / 1_000_000.0, plan.CostUsd, 12);
        var load = Assert.Single(plan.Endpoints);
        Assert.Equal(("local", 18L, 9.0, "concurrency"), (load.Endpoint, load.Requests, load.Seconds, load.LimitedBy));
        Assert.True(plan.HasBudgetUsd && !plan.HasBudgetTokens && !plan.IsWithinBudget, "it costs more than nothing");
        Assert.Empty((await world.Campaigns.ListAsync(new(), cancellationToken: Token)).Campaigns);
    }

    [Fact]
    public async Task It_is_the_plan_that_the_command_line_makes_of_the_same_file()
    {
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync();
        var file = CampaignFile.Parse(campaign.Start.Spec, campaign.Start.SpecPath);
        var here = await CampaignPlanning.PlanAsync(
            file, campaign.Paths, CampaignPlanning.Defaults(file),
            (command, token) => PromptMeasuring.MeasureAsync(command, new FolderArtifactStore(), token), Token);

        var there = PlanMessages.Of(await world.Campaigns.PlanAsync(new() { Spec = await UploadedAsync(campaign) }, cancellationToken: Token));

        Assert.Equal((here.Answers, here.Verdicts, here.Assumed, here.Budget), (there.Answers, there.Verdicts, there.Assumed, there.Budget));
        Assert.Equal(
            here.Stages.Select(stage => (stage.Stage, stage.Answers, stage.Battles, stage.Checks, stage.TrainingSteps)),
            there.Stages.Select(stage => (stage.Stage, stage.Answers, stage.Battles, stage.Checks, stage.TrainingSteps)));
        Assert.Equal(here.Requests, there.Requests);
        Assert.Equal(here.Endpoints, there.Endpoints);
        Assert.Equal(2, here.Requests.Count);
        Assert.True(here.Requests.All(asked => asked.PromptTokens > 10 * asked.Requests), "prompts were measured");
    }

    [Fact]
    public async Task What_Validate_refuses_is_refused_and_so_is_what_is_wrong_in_the_prompts()
    {
        var broken = await RefusedAsync(new() { Spec = new() { Path = "a.yaml", Yaml = "name: a\nseed: many\ncontestants: []\n" } });
        var elsewhere = await SpecAsync(Questions);
        elsewhere.Yaml = elsewhere.Yaml.Replace("127.0.0.1:9", "169.254.169.254", StringComparison.Ordinal);
        var address = await RefusedAsync(new() { Spec = elsewhere });
        var negative = await RefusedAsync(new() { Spec = await SpecAsync(Questions), AnswerTokens = -1, SecondsPerRequest = double.NaN });
        var absent = await SpecAsync(Questions);
        absent.Files["questions.jsonl"].Sha256 = ContentHash.OfText("something else");
        var prompts = await RefusedAsync(new() { Spec = await SpecAsync("""{"id":"q1"}""") });

        Assert.Contains(broken.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations, violation => violation.Field == "a.yaml:2: seed");
        Assert.EndsWith("endpoints.0.base_url", address.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Single().Field, StringComparison.Ordinal);
        Assert.Equal(
            ["answer_tokens", "seconds_per_request"],
            negative.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field));
        Assert.Contains("was not uploaded", (await RefusedAsync(new() { Spec = absent })).Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.FailedPrecondition, prompts.StatusCode);
        Assert.Contains("questions.jsonl:1: ", prompts.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_reads_the_prompts_it_is_said()
    {
        var time = new FakeTimeProvider();
        var measurements = new PromptMeasurements(new SilentBus(), time);

        var asking = measurements.AskAsync(new("one"), Token);
        // What is for another Flywheel is for nobody here.
        measurements.Hear(new("two", new Dictionary<string, PromptMeasure>()));
        time.Advance(PromptMeasurements.Patience);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => asking);
        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
        Assert.Contains("DataMining", refusal.Status.Detail, StringComparison.Ordinal);
    }

    private async Task<RpcException> RefusedAsync(PlanCampaignRequest request) =>
        await Assert.ThrowsAsync<RpcException>(async () => await world.Campaigns.PlanAsync(request, cancellationToken: Token));

    private async Task<CampaignSpec> SpecAsync(string questions)
    {
        var file = new FileReference { Name = "questions.jsonl", Sha256 = ContentHash.OfText(questions) };
        await world.UploadAsync(file, (file.Name, questions));
        return new()
        {
            Path = "arena.yaml",
            Yaml = """
                name: mini-arena
                seed: 3
                endpoints:
                  - { name: local, base_url: "http://127.0.0.1:9/v1" }
                contestants:
                  - { name: a, kind: openai, endpoint: local, model: a, input_price: 1, output_price: 4 }
                  - { name: b, kind: openai, endpoint: local, model: b }
                  - { name: c, kind: openai, endpoint: local, model: c }
                prompts: { file: questions.jsonl }
                judge: { name: critic, kind: llm, endpoint: local, model: d }
                arena: { anchor: a, anchor_elo: 1000 }
                budget: { max_cost: 0.0001 }
                """,
            Files = { ["questions.jsonl"] = file },
        };
    }

    /// <summary>With the files that it names, uploaded as a client does.</summary>
    private async Task<CampaignSpec> UploadedAsync(MiniCampaign campaign)
    {
        var spec = new CampaignSpec { Path = campaign.Start.SpecPath, Yaml = campaign.Start.Spec };
        foreach (var (written, artifact) in campaign.Start.Files)
        {
            var path = Path.TrimEndingDirectorySeparator(new Uri(artifact.Uri).LocalPath);
            var header = new FileReference { Name = Path.GetFileName(path), Sha256 = artifact.Sha256, IsFolder = Directory.Exists(path) };
            var files = header.IsFolder ? Directory.EnumerateFiles(path).Order(StringComparer.Ordinal) : new[] { path }.AsEnumerable();
            await world.UploadAsync(header, [.. files.Select(file => (Path.GetFileName(file), File.ReadAllText(file)))]);
            spec.Files[written] = header;
        }
        return spec;
    }

    /// <summary>Takes everything, and nobody ever answers.</summary>
    private sealed class SilentBus : IMessageBus
    {
        public Task SendAsync<T>(T command, CancellationToken cancellationToken = default) where T : class => Task.CompletedTask;

        public Task PublishAsync<T>(T message, CancellationToken cancellationToken = default) where T : class => Task.CompletedTask;
    }
}
