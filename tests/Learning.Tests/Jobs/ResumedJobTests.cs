using ArenaLearning.Contracts.Messages;
using ArenaLearning.TestArtifacts;
using Xunit;

namespace ArenaLearning.Learning.Tests.Jobs;

public sealed class ResumedJobTests : IDisposable
{
    private readonly TinyJobs jobs = new();

    public void Dispose() => jobs.Dispose();

    // Steps are saved at 2 and 4; the job is told to stop at step 5, so step 5 is taken twice.
    [Theory]
    [InlineData(TrainingAlgorithm.Sft, false)]
    [InlineData(TrainingAlgorithm.Sft, true)]
    [InlineData(TrainingAlgorithm.Dpo, true)]
    [InlineData(TrainingAlgorithm.RewardModel, false)]
    [InlineData(TrainingAlgorithm.Ppo, true)]
    public async Task An_interrupted_job_ends_with_the_bits_figures_and_curves_of_one_that_was_not(TrainingAlgorithm algorithm, bool muon)
    {
        var straight = await TinyJobs.RunAsync(await jobs.JobAsync(algorithm, "straight", muon: muon));

        var job = await jobs.JobAsync(algorithm, "interrupted", muon: muon);
        job = await TinyJobs.InterruptAsync(job, atStep: 5);
        Assert.Equal(4, job.Lease.Saved!.Step);
        Assert.False(Directory.Exists(jobs.File("models/interrupted")));
        var steps = new List<int>();
        var resumed = await TinyJobs.RunAsync(job, progress => Note(steps, progress));

        Assert.Equal([5, 6], steps);
        AssertSame(straight, resumed);
    }

    [Theory]
    [InlineData(TrainingAlgorithm.Sft)]
    [InlineData(TrainingAlgorithm.Ppo)]
    public async Task A_job_may_be_interrupted_again_and_again_even_before_it_saved(TrainingAlgorithm algorithm)
    {
        var straight = await TinyJobs.RunAsync(await jobs.JobAsync(algorithm, "straight"));
        var job = await jobs.JobAsync(algorithm, "interrupted");
        foreach (var step in (int[])[1, 1, 3, 4, 5]) job = await TinyJobs.InterruptAsync(job, step);
        AssertSame(straight, await TinyJobs.RunAsync(job));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(2000)]
    public async Task A_save_that_was_cut_off_is_not_used(int length)
    {
        var straight = await TinyJobs.RunAsync(await jobs.JobAsync(TrainingAlgorithm.Sft, "straight"));
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft, "interrupted");
        job = await TinyJobs.InterruptAsync(job, atStep: 5);
        await using (var file = File.OpenWrite(job.Lease.Saved!.State.LocalPath())) file.SetLength(length);

        var steps = new List<int>();
        AssertSame(straight, await TinyJobs.RunAsync(job, progress => Note(steps, progress)));
        Assert.Equal([1, 2, 3, 4, 5, 6], steps);
    }

    [Fact]
    public async Task What_another_job_saved_in_the_folder_is_not_used()
    {
        var job = await TinyJobs.InterruptAsync(await jobs.JobAsync(TrainingAlgorithm.Sft, "interrupted"), atStep: 5);
        var other = job with { JobId = "another" };
        var steps = new List<int>();
        await TinyJobs.RunAsync(other, progress => Note(steps, progress));
        Assert.Equal(1, steps[0]);
    }

    [Fact]
    public async Task A_state_that_is_lost_is_not_used()
    {
        var straight = await TinyJobs.RunAsync(await jobs.JobAsync(TrainingAlgorithm.Sft, "straight"));
        var job = await TinyJobs.InterruptAsync(await jobs.JobAsync(TrainingAlgorithm.Sft, "interrupted"), atStep: 5);
        File.Delete(job.Lease.Saved!.State.LocalPath());
        AssertSame(straight, await TinyJobs.RunAsync(job));
    }

    [Fact]
    public async Task A_worker_whose_lease_was_taken_may_save_and_harms_nobody()
    {
        var straight = await TinyJobs.RunAsync(await jobs.JobAsync(TrainingAlgorithm.Sft, "straight"));
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft, "interrupted");
        var second = await TinyJobs.InterruptAsync(job, atStep: 3);
        // The first is still at it, and saves what the second has saved too.
        var first = await TinyJobs.InterruptAsync(job, atStep: 5);
        second = await TinyJobs.InterruptAsync(second, atStep: 5);
        Assert.NotEqual(first.Lease.Saved!.State, second.Lease.Saved!.State);
        AssertSame(straight, await TinyJobs.RunAsync(second));
        AssertSame(straight, await TinyJobs.RunAsync(first));
    }

    [Fact]
    public async Task Seconds_add_up_over_interruptions()
    {
        var job = await TinyJobs.InterruptAsync(await jobs.JobAsync(TrainingAlgorithm.Sft, "interrupted"), atStep: 5);
        var file = await LanguageModels.Safetensors.SafetensorsReader.ReadAsync(job.Lease.Saved!.State.LocalPath(), TestContext.Current.CancellationToken);
        var before = double.Parse(file.Metadata["seconds"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(before > 0);
        Assert.True((await TinyJobs.RunAsync(job)).TrainingSeconds > before);
    }

    /// <summary>A step that is reported again, for its state was saved, was not taken again.</summary>
    private static void Note(List<int> steps, TrainingProgressed progress)
    {
        if (steps.LastOrDefault() != progress.Step) steps.Add(progress.Step);
    }

    private static void AssertSame(ModelTrained expected, ModelTrained actual)
    {
        Assert.Equal(expected.Checkpoint.Sha256, actual.Checkpoint.Sha256);
        Assert.Equal(expected.Metrics.OrderBy(metric => metric.Key), actual.Metrics.OrderBy(metric => metric.Key));
        Assert.Equal(expected.Curves.Keys.Order(), actual.Curves.Keys.Order());
        Assert.All(expected.Curves, curve => Assert.Equal(curve.Value, actual.Curves[curve.Key]));
        Assert.All(expected.Curves.Values, curve => Assert.Equal([1, 2, 3, 4, 5, 6], curve.Select(point => point.Step)));
        Assert.Equal(expected.Rows, actual.Rows);
    }
}
