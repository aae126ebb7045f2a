using System.Diagnostics;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.TestArtifacts;
using ArenaLearning.Training.Jobs;
using Xunit;

namespace ArenaLearning.Learning.Tests.Jobs;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TinyJobs jobs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<TrainingAlgorithm> Algorithms => [.. Enum.GetValues<TrainingAlgorithm>()];

    public void Dispose() => jobs.Dispose();

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task The_same_seed_trains_the_same_bits_and_another_seed_does_not(TrainingAlgorithm algorithm)
    {
        var one = await TinyJobs.RunAsync(await jobs.JobAsync(algorithm, "one", seed: 1));
        var again = await TinyJobs.RunAsync(await jobs.JobAsync(algorithm, "again", seed: 1));
        var other = await TinyJobs.RunAsync(await jobs.JobAsync(algorithm, "other", seed: 2));
        Assert.Equal(one.Checkpoint.Sha256, again.Checkpoint.Sha256);
        Assert.NotEqual(one.Checkpoint.Sha256, other.Checkpoint.Sha256);
        Assert.All(one.Curves, curve => Assert.Equal(curve.Value, again.Curves[curve.Key]));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Every_algorithm_leaves_a_checkpoint_that_can_be_read_and_finite_figures(TrainingAlgorithm algorithm)
    {
        var job = await jobs.JobAsync(algorithm);
        var trained = await TinyJobs.RunAsync(job);
        var checkpoint = await CheckpointFolder.ReadAsync(trained.Checkpoint.LocalPath(), Cancellation);

        Assert.Equal(algorithm == TrainingAlgorithm.RewardModel, checkpoint.IsRewardModel);
        Assert.Equal(TinyJobs.Tokenizer.Tokens, checkpoint.Tokenizer.Tokens);
        Assert.Equal((job.Campaign, job.JobId, job.Name, algorithm == TrainingAlgorithm.RewardModel ? 24 : 12),
            (trained.Campaign, trained.JobId, trained.Name, trained.Rows));
        Assert.Contains("loss", trained.Metrics.Keys);
        Assert.All(trained.Metrics.Values, value => Assert.True(double.IsFinite(value)));
        Assert.NotEqual(job.Base!.Sha256, trained.Checkpoint.Sha256);
    }

    [Fact]
    public async Task A_finished_job_returns_what_it_came_to_without_training()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        var trained = await TinyJobs.RunAsync(job);
        var again = await TinyJobs.RunAsync(job, progress => Assert.Fail($"trained step {progress.Step}"));
        Assert.Equal(trained.Checkpoint, again.Checkpoint);
        Assert.Equal(trained.TrainingSeconds, again.TrainingSeconds);
        Assert.Equal(trained.Metrics.OrderBy(metric => metric.Key), again.Metrics.OrderBy(metric => metric.Key));
        Assert.All(trained.Curves, curve => Assert.Equal(curve.Value, again.Curves[curve.Key]));
    }

    [Fact]
    public async Task A_finished_job_whose_checkpoint_is_lost_or_changed_is_trained_again()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        var trained = await TinyJobs.RunAsync(job);
        Directory.Delete(jobs.File("models/job"), recursive: true);
        Assert.Equal(trained.Checkpoint, (await TinyJobs.RunAsync(job)).Checkpoint);
        await File.AppendAllTextAsync(Path.Combine(jobs.File("models/job"), "config.json"), " ", Cancellation);
        Assert.Equal(trained.Checkpoint, (await TinyJobs.RunAsync(job)).Checkpoint);
        Assert.Equal(trained.Checkpoint, await TinyJobs.ReferenceAsync(jobs.File("models/job")));
    }

    [Fact]
    public async Task Another_job_in_the_same_folders_does_not_get_the_outcome_of_the_first()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        await TinyJobs.RunAsync(job);
        var steps = 0;
        await TinyJobs.RunAsync(job with { JobId = "another" }, _ => steps++);
        Assert.Equal(6, steps);
    }

    [Fact]
    public async Task Progress_names_the_job_the_worker_and_every_step()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        var reports = new List<TrainingProgressed>();
        await TrainingRun.RunAsync(job, TinyJobs.Artifacts, new Collected(reports), Cancellation, worker: "host/1");
        Assert.Equal(Enumerable.Range(1, 6), reports.Select(report => report.Step));
        Assert.All(reports, report => Assert.Equal(
            ("tiny", job.JobId, "job", "host/1", 6), (report.Campaign, report.JobId, report.Name, report.Worker, report.Steps)));
    }

    // Another process, with a lock as .NET takes it, until it is killed.
    [Fact]
    public async Task A_job_that_another_process_holds_is_left_to_it_until_that_process_dies()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        var work = Directory.CreateDirectory(jobs.File("job-work")).FullName;
        using var holder = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", "exec 9>\"$1\"; flock -n 9 && echo held && exec cat", "holder", Path.Combine(work, "lease")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(Cancellation));
            var exception = await Assert.ThrowsAsync<JobHeldElsewhereException>(() => TinyJobs.RunAsync(job, _ => Assert.Fail("trained")));
            Assert.Contains(Path.Combine(work, "lease"), exception.Message);
        }
        finally
        {
            holder.Kill();
            await holder.WaitForExitAsync(CancellationToken.None);
        }
        Assert.Equal(12, (await TinyJobs.RunAsync(job)).Rows);
    }

    [Fact]
    public async Task A_job_that_trains_here_is_not_trained_a_second_time_at_once()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        Task<ModelTrained>? second = null;
        await TinyJobs.RunAsync(job, progress =>
        {
            if (progress.Step != 3) return;
            second = TinyJobs.RunAsync(job);
            Assert.True(second.IsFaulted); // claiming the lease is the first thing that it does
        });
        await Assert.ThrowsAsync<JobHeldElsewhereException>(() => second!);
    }

    [Fact]
    public async Task Without_a_base_a_fresh_model_of_the_recipes_shape_is_trained()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        await TinyJobs.Tokenizer.SaveAsync(jobs.File("tokenizer"), cancellationToken: Cancellation);
        var fresh = job with
        {
            Base = null,
            Recipe = job.Recipe with { Model = new(HiddenSize: 8, Layers: 1, Heads: 2, IntermediateSize: 12, MaxPositions: 40) },
            Data = job.Data with { Tokenizer = await TinyJobs.ReferenceAsync(jobs.File("tokenizer")) },
        };
        var trained = await TinyJobs.RunAsync(fresh);
        var checkpoint = await CheckpointFolder.ReadAsync(trained.Checkpoint.LocalPath(), Cancellation);
        Assert.Equal(new DecoderConfig(TinyJobs.Tokenizer.VocabularySize, 8, 12, 1, 2, 40), checkpoint.Config);
    }

    private sealed class Collected(List<TrainingProgressed> reports) : IProgress<TrainingProgressed>
    {
        public void Report(TrainingProgressed value) => reports.Add(value);
    }
}
