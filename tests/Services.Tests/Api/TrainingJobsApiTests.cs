using System.Collections.Concurrent;
using ArenaLearning.Api.V1;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Api;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Services.Tests.Flywheel;
using ArenaLearning.Services.Tests.Ledger;
using ArenaLearning.Waiting;
using Grpc.Core;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using CampaignState = ArenaLearning.Flywheel.Ledger.CampaignState;

namespace ArenaLearning.Services.Tests.Api;

/// <summary>A campaign that waits for a training job, of which a worker is said to report.</summary>
public sealed class TrainingJobsApiTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly CancelledJobs told = new();
    private ApiWorld world = null!;
    private MiniCampaign campaign = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TrainingJobs.TrainingJobsClient Jobs => new(world.Channel(KeyRole.Operator));

    private ICampaignStarts Starts => world.Services.GetRequiredService<ILedgerStore>().Starts!;

    public async ValueTask InitializeAsync()
    {
        campaign = await MiniCampaign.CreateAsync("work.retry_seconds=100");
        world = await ApiWorld.StartAsync(
            await postgres.ServerAsync(), consumers => consumers.AddWatcher<CancelledJobsConsumer>(), services => services.AddSingleton(told));
    }

    public async ValueTask DisposeAsync()
    {
        await world.DisposeAsync();
        campaign.Dispose();
    }

    [Fact]
    public async Task A_curve_is_given_as_it_was_heard_and_then_as_it_grows()
    {
        await ReportAsync(1, lease: 1, ("loss", 2.5), ("kl", 0.1));
        await ReportAsync(2, lease: 1, ("loss", 2.0), ("kl", 0.2));
        using var watching = Jobs.WatchCurve(new() { Id = "job" }, cancellationToken: Token);
        Assert.Equal((1, 2.5, 0.1), await NextAsync());
        Assert.Equal((2, 2.0, 0.2), await NextAsync());

        await ReportAsync(3, lease: 1, ("loss", 1.5), ("kl", 0.3));
        Assert.Equal((3, 1.5, 0.3), await NextAsync());
        // The model is there: its curve is whole, with steps that were not heard.
        await PublishAsync(new ModelTrained(
            "mini", "job", "SFT-I0", new ArtifactReference("file:///model", ""), 1, new Dictionary<string, double> { ["loss"] = 1 },
            new Dictionary<string, IReadOnlyList<CurvePoint>> { ["loss"] = [.. Points(1.0, 2.0, 3.0, 4.0)], ["kl"] = [.. Points(0, 0, 0, 0.4)] }, 1));

        Assert.Equal((4, 4.0, 0.4), await NextAsync());
        Assert.False(await watching.ResponseStream.MoveNext(Token), "what has ended is over");
        var whole = await Jobs.GetCurveAsync(new() { Id = "job" }, cancellationToken: Token);
        Assert.Equal([1.0, 2.0, 3.0, 4.0], whole.Points.Select(point => point.Figures["loss"]));
        Assert.Equal(StatusCode.FailedPrecondition, (await RefusedAsync("job")).StatusCode);

        async Task<(long, double, double)> NextAsync()
        {
            Assert.True(await watching.ResponseStream.MoveNext(Token));
            var point = watching.ResponseStream.Current;
            return (point.Step, point.Figures["loss"], point.Figures["kl"]);
        }
    }

    [Fact]
    public async Task A_job_that_is_cancelled_fails_its_campaign_which_says_how_to_go_on_and_does()
    {
        await Starts.TryAddAsync(campaign.Start, Token);
        var registry = world.Services.GetRequiredService<CampaignRegistry>();
        await registry.LookAsync(Token);
        await ReportAsync(3, lease: 1, ("loss", 1.5));
        using var watching = Jobs.Watch(new() { Id = "job" }, cancellationToken: Token);
        Assert.True(await watching.ResponseStream.MoveNext(Token));

        var cancelled = await Jobs.CancelAsync(new() { Id = "job" }, cancellationToken: Token);

        Assert.Equal((true, true, 3L), (cancelled.Ended, cancelled.Cancelled, cancelled.Step));
        Assert.Null(registry.Find("mini"));
        var kept = (await Starts.FindAsync("mini", Token))!;
        Assert.Equal(CampaignState.Failed, kept.State);
        Assert.Contains("The training of SFT-I0 was cancelled.", kept.Failure, StringComparison.Ordinal);
        Assert.Contains("`arena campaigns retry-failed mini` goes on", kept.Failure, StringComparison.Ordinal);
        await Eventually.HappensAsync("workers were told", () => told.Heard.Contains(new("mini", "job", "SFT-I0", 1)));
        // Who watches is told the end, though its campaign is over.
        while (!watching.ResponseStream.Current.Ended) Assert.True(await watching.ResponseStream.MoveNext(Token));
        Assert.False(await watching.ResponseStream.MoveNext(Token));

        var again = await world.Campaigns.RetryFailedAsync(new() { Id = "mini" }, cancellationToken: Token);
        Assert.Equal(ArenaLearning.Api.V1.CampaignState.Running, again.Campaign.State);
        await ReportAsync(2, lease: 2, ("loss", 1.6));
        var trains = Assert.Single((await Jobs.ListAsync(new(), cancellationToken: Token)).Jobs);
        Assert.Equal((false, false, 2L), (trains.Ended, trains.Cancelled, trains.Step));
    }

    [Fact]
    public async Task A_worker_that_has_not_heard_of_it_is_told_again()
    {
        await Starts.TryAddAsync(campaign.Start, Token);
        await ReportAsync(3, lease: 1, ("loss", 1.5));
        await Jobs.CancelAsync(new() { Id = "job" }, cancellationToken: Token);
        await Eventually.HappensAsync("it was told once", () => !told.Heard.IsEmpty);
        var before = told.Heard.Count;

        await PublishAsync(Report(4, lease: 1, ("loss", 1.4)));

        await Eventually.HappensAsync("it was told again", () => told.Heard.Count > before);
        Assert.True((await Jobs.ListAsync(new(), cancellationToken: Token)).Jobs.Single().Cancelled);
    }

    [Fact]
    public async Task A_job_that_nothing_was_heard_of_is_not_found()
    {
        Assert.Equal(StatusCode.NotFound, (await RefusedAsync("nothing")).StatusCode);
        foreach (var call in new Func<Task>[]
        {
            async () => await Jobs.GetCurveAsync(new() { Id = "nothing" }, cancellationToken: Token),
            async () => await Jobs.WatchCurve(new() { Id = "nothing" }, cancellationToken: Token).ResponseStream.MoveNext(Token),
        })
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
    }

    private async Task<RpcException> RefusedAsync(string id) =>
        await Assert.ThrowsAsync<RpcException>(async () => await Jobs.CancelAsync(new() { Id = id }, cancellationToken: Token));

    private static IEnumerable<CurvePoint> Points(params double[] values) => values.Select((value, i) => new CurvePoint(i + 1, value));

    private static TrainingProgressed Report(int step, int lease, params (string Name, double Value)[] figures) =>
        new("mini", "job", "SFT-I0", "worker/1", lease, step, 9, figures[0].Value)
        {
            Figures = figures.ToDictionary(figure => figure.Name, figure => figure.Value),
        };

    /// <summary>Returns when it was heard.</summary>
    private async Task ReportAsync(int step, int lease, params (string Name, double Value)[] figures)
    {
        await PublishAsync(Report(step, lease, figures));
        var watch = world.Services.GetRequiredService<TrainingWatch>();
        await Eventually.HappensAsync($"step {step} was heard", () => watch.Find("job") is { Ended: false } job && job.Step == step);
    }

    private Task PublishAsync<T>(T message) where T : class => world.Services.GetRequiredService<IMessageBus>().PublishAsync(message, Token);
}

/// <summary>What workers hear.</summary>
internal sealed class CancelledJobs
{
    public ConcurrentQueue<TrainingCancelled> Heard { get; } = new();
}

/// <summary>As a worker listens.</summary>
internal sealed class CancelledJobsConsumer(CancelledJobs jobs) : IConsumer<TrainingCancelled>
{
    public Task Consume(ConsumeContext<TrainingCancelled> context)
    {
        jobs.Heard.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}
