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
    public async Task Progress_names_the_job_the_worker_and_every_step()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        var reports = new List<TrainingProgressed>();
        await TrainingRun.RunAsync(job, TinyJobs.Artifacts, new Collected(reports), Cancellation, worker: "host/1");
        Assert.Equal(Enumerable.Range(1, 6), reports.Select(report => report.Step).Distinct());
        Assert.Equal([2, 4], reports.Select(report => report.Saved?.Step).OfType<int>().Distinct());
        Assert.All(reports, report => Assert.Equal(
            ("tiny", job.JobId, "job", "host/1", 1, 6), (report.Campaign, report.JobId, report.Name, report.Worker, report.Lease, report.Steps)));
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
