using System.Threading.Channels;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Generation;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Learning.Tests.Jobs;
using ArenaLearning.Training;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ArenaLearning.Learning.Tests.Services;

/// <summary>Both services as their processes host them, on the bus inside this process. The limit of a minute only ends a test that hangs.</summary>
public sealed class ServicesOverTheBusTests : IAsyncLifetime
{
    private const int Endless = 1_000_000;

    private readonly TinyJobs jobs = new();
    private readonly Channel<object> events = Channel.CreateUnbounded<object>();
    private readonly CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private IHost host = null!;

    public async ValueTask InitializeAsync()
    {
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        var builder = ServiceHost.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection([new(BusSettings.Key, "")]);
        builder.Services.AddTraining().AddGeneration().AddSingleton(events).AddArenaBus(builder.Configuration, consumers =>
        {
            consumers.AddTraining();
            consumers.AddGeneration();
            consumers.AddWatcher<ServiceEventsConsumer>();
        });
        host = builder.Build();
        await host.StartAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
        limit.Dispose();
        jobs.Dispose();
    }

    [Fact]
    public async Task A_job_is_answered_with_the_trained_model()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        await SendAsync(job);
        var trained = await NextAsync<ModelTrained>();
        Assert.Equal((job.Campaign, job.JobId, job.Name, 12), (trained.Campaign, trained.JobId, trained.Name, trained.Rows));
        Assert.Equal(await TinyJobs.ReferenceAsync(jobs.File("models/job")), trained.Checkpoint);
        Assert.Equal(6, trained.Curves["loss"].Count);
    }

    [Fact]
    public async Task A_job_beats_while_it_trains_and_goes_on_after_the_service_stopped()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft, steps: Endless, saveEvery: 1);
        await SendAsync(job);
        TrainingProgressed beat;
        do beat = await NextAsync<TrainingProgressed>();
        while (beat.Saved is not { Step: > 1 });
        Assert.Equal((job.Campaign, job.JobId, job.Name, Endless), (beat.Campaign, beat.JobId, beat.Name, beat.Steps));
        Assert.EndsWith($"/{Environment.ProcessId}", beat.Worker);
        Assert.True(double.IsFinite(beat.Loss));

        await host.StopAsync(limit.Token);
        while (events.Reader.TryRead(out var late)) Assert.IsType<TrainingProgressed>(late);
        var first = 0;
        await TinyJobs.InterruptAsync(job with { Lease = job.Lease with { Saved = beat.Saved } }, progress => (first = progress.Step) > 0);
        Assert.True(first > beat.Saved!.Step, $"went on at step {first}, though step {beat.Step} was reported");
    }

    [Fact]
    public async Task Jobs_that_wait_for_another_beat_too()
    {
        await SendAsync(await jobs.JobAsync(TrainingAlgorithm.Sft, "first", steps: Endless));
        await SendAsync(await jobs.JobAsync(TrainingAlgorithm.Dpo, "second", steps: Endless));
        var seen = new HashSet<string>();
        while (seen.Count < 2) seen.Add((await NextAsync<TrainingProgressed>()).Name);
        Assert.Equal(["first", "second"], seen.Order());
    }

    [Fact]
    public async Task A_job_that_is_offered_again_while_it_runs_goes_on_under_the_newer_lease()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft, steps: Endless);
        await SendAsync(job);
        var beat = await NextAsync<TrainingProgressed>(b => b.Step > 0);
        Assert.Equal(1, beat.Lease);
        await SendAsync(job with { Lease = job.Lease with { Number = 3 } });
        await SendAsync(job with { Lease = job.Lease with { Number = 2 } });
        var later = await NextAsync<TrainingProgressed>(b => b.Lease == 3);
        // Not from its beginning.
        Assert.True(later.Step >= beat.Step, $"step {later.Step} after step {beat.Step}");
    }

    [Fact]
    public async Task A_job_that_another_worker_holds_under_a_newer_lease_is_left_to_it()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft, "taken", steps: Endless);
        var next = await jobs.JobAsync(TrainingAlgorithm.Dpo, "next", steps: Endless);
        await SendAsync(job with { Lease = job.Lease with { Number = 2 } });
        await NextAsync<TrainingProgressed>(b => b is { Name: "taken", Step: > 0 });
        // Not before: the bus may hand over two commands in either order.
        await SendAsync(next);
        var other = new TrainingProgressed(job.Campaign, job.JobId, job.Name, "elsewhere/1", 2, 1, Endless, 0);
        // An equal or an older lease, or another's job, stops nothing.
        await PublishAsync(other);
        await PublishAsync(other with { JobId = "unknown", Lease = 3 });
        await NextAsync<TrainingProgressed>(b => b is { Name: "taken", Step: > 0 } && b.Worker != other.Worker);

        await PublishAsync(other with { Lease = 3 });

        // One job trains at a time: the next one moves as soon as the first has stopped.
        await NextAsync<TrainingProgressed>(b => b is { Name: "next", Step: > 0 });
    }

    [Fact]
    public async Task A_job_that_a_person_cancels_stops_and_says_so_and_goes_on_when_it_is_offered_anew()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft, steps: Endless);
        await SendAsync(job with { Lease = job.Lease with { Number = 2 } });
        var beat = await NextAsync<TrainingProgressed>(b => b.Step > 0);
        Assert.Equal(beat.Loss, beat.Figures!["loss"]);
        Assert.Contains("grad_norm", beat.Figures.Keys);
        // What was said of an older lease, or of another job, stops nothing.
        await PublishAsync(new TrainingCancelled(job.Campaign, job.JobId, job.Name, 1));
        await PublishAsync(new TrainingCancelled(job.Campaign, "other", job.Name, 9));
        await NextAsync<TrainingProgressed>(b => b.Step > beat.Step);

        await PublishAsync(new TrainingCancelled(job.Campaign, job.JobId, job.Name, 2));

        var failed = await NextAsync<TrainingFailed>();
        Assert.Equal((job.JobId, 2, true), (failed.JobId, failed.Lease, failed.IsCancelled));
        Assert.Matches($"^job was cancelled at step [0-9]+ of {Endless}\\.$", failed.Failure);
        await SendAsync(job with { Lease = job.Lease with { Number = 3 } });
        await NextAsync<TrainingProgressed>(b => b is { Lease: 3, Step: > 0 });
    }

    [Fact]
    public async Task A_finished_job_that_is_offered_again_returns_what_it_came_to_without_training()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        await SendAsync(job);
        var trained = await NextAsync<ModelTrained>();
        await SendAsync(job with { Lease = job.Lease with { Number = 2 } });
        var again = await NextAsync<ModelTrained>();
        Assert.Equal((trained.Checkpoint, trained.TrainingSeconds), (again.Checkpoint, again.TrainingSeconds));
        Assert.All(trained.Curves, curve => Assert.Equal(curve.Value, again.Curves[curve.Key]));
    }

    [Fact]
    public async Task A_finished_job_whose_checkpoint_is_lost_is_trained_again()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        await SendAsync(job);
        var trained = await NextAsync<ModelTrained>();
        await File.AppendAllTextAsync(Path.Combine(jobs.File("models/job"), "config.json"), " ", limit.Token);
        await SendAsync(job with { Lease = job.Lease with { Number = 2 } });
        // What the worker itself has told comes back to it late: that stops nothing.
        await PublishAsync(trained);
        Assert.Equal(trained.Checkpoint, (await NextAsync<ModelTrained>()).Checkpoint);
        Assert.Equal(trained.Checkpoint, (await NextAsync<ModelTrained>()).Checkpoint);
        Assert.Equal(trained.Checkpoint, await TinyJobs.ReferenceAsync(jobs.File("models/job")));
    }

    [Fact]
    public async Task A_job_that_cannot_be_done_says_why_and_the_next_one_is_trained()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft, "bad");
        await SendAsync(job with { Base = null });
        var failed = await NextAsync<TrainingFailed>();
        Assert.Equal((job.JobId, "bad: without a base, training needs a tokenizer and the shape of a fresh model."), (failed.JobId, failed.Failure));

        // Another job: a second offer of the same one may still meet the first on its way out, and is then the same offer.
        await SendAsync(job with { JobId = "good" });
        Assert.Equal("good", (await NextAsync<ModelTrained>()).JobId);
    }

    [Fact]
    public async Task A_chunk_of_prompts_is_answered_unit_by_unit()
    {
        var checkpoint = await jobs.ModelAsync("model", scoreHead: false);
        await SendAsync(new GenerateResponses(
            "tiny", "chunk", new CheckpointContestantReference("T-1", checkpoint), new(0, 4),
            [new("u0", "p0", [ChatTurn.User("1+2=")], 1), new("u1", "p1", [ChatTurn.User(new string('1', 40))], 2)], "cpu"));
        var answered = await NextAsync<ResponsesGenerated>();
        Assert.Equal(("tiny", "chunk"), (answered.Campaign, answered.ChunkId));
        Assert.Equal(["u0", "u1"], answered.Units.Select(unit => unit.UnitId));
        Assert.Null(answered.Units[0].Failure);
        Assert.Contains("do not fit into the 32 positions of T-1", answered.Units[1].Failure);
    }

    private Task PublishAsync<T>(T message) where T : class =>
        host.Services.GetRequiredService<IMessageBus>().PublishAsync(message, limit.Token);

    /// <summary>The next event of this type for which the condition holds.</summary>
    private async Task<T> NextAsync<T>(Predicate<T> which)
    {
        while (true)
            if (await NextAsync<T>() is var next && which(next)) return next;
    }

    private Task SendAsync<T>(T command) where T : class =>
        host.Services.GetRequiredService<IMessageBus>().SendAsync(command, limit.Token);

    /// <summary>The next event of this type; beats are skipped, anything else fails the test.</summary>
    private async Task<T> NextAsync<T>()
    {
        while (true)
        {
            var message = await events.Reader.ReadAsync(limit.Token);
            if (message is T expected) return expected;
            Assert.IsType<TrainingProgressed>(message);
        }
    }
}
