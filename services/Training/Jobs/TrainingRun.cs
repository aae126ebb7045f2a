using System.Diagnostics;
using System.Text.Json;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.Training.Optimization;
using ArenaLearning.Training.Trainers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArenaLearning.Training.Jobs;

/// <summary>
/// One training job from its data to its checkpoint. It may be killed at any moment and run again: it goes on from its last
/// resumable checkpoint, and a job that was finished returns what it came to.
/// </summary>
public static class TrainingRun
{
    private const string OutcomeFileName = "trained.json";

    /// <param name="worker">Named in what is reported.</param>
    /// <exception cref="InvalidDataException">The job cannot be done: its data, its base or its recipe is wrong; the message says what.</exception>
    /// <exception cref="NativeTorchException">Torch does not load, or there is no such device.</exception>
    /// <exception cref="JobHeldElsewhereException">Another process trains this job.</exception>
    public static async Task<ModelTrained> RunAsync(
        TrainModel job, IArtifactStore artifacts, IProgress<TrainingProgressed> progress, CancellationToken cancellationToken,
        ILogger? logger = null, string worker = "")
    {
        var workFolder = job.WorkFolder.ToString();
        using var lease = JobLease.Claim(workFolder);
        if (await FinishedAsync(job, artifacts, workFolder, cancellationToken) is { } finished) return finished;
        try
        {
            var trained = await TrainAsync(job, artifacts, workFolder, progress, logger ?? NullLogger.Instance, worker, cancellationToken);
            await WriteOutcomeAsync(workFolder, trained, cancellationToken);
            new ResumableCheckpoint(workFolder, job.JobId).Delete();
            return trained;
        }
        catch (Exception e) when (e is CheckpointException or TrainingDivergedException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static async Task<ModelTrained> TrainAsync(
        TrainModel job, IArtifactStore artifacts, string workFolder, IProgress<TrainingProgressed> progress, ILogger logger, string worker,
        CancellationToken cancellationToken)
    {
        TorchRuntime.Start();
        using var prepared = await PreparedJob.LoadAsync(job, artifacts, cancellationToken);
        var trainer = prepared.Trainer;
        var resumable = new ResumableCheckpoint(workFolder, job.JobId);
        var position = await resumable.LoadAsync(trainer, cancellationToken);
        if (position.Step > 0) logger.LogInformation("{Model} goes on at step {Step} of {Steps}", job.Name, position.Step, trainer.Steps);

        while (position.Step < trainer.Steps)
        {
            var until = Math.Min(trainer.Steps, (position.Step / job.Recipe.SaveEverySteps + 1) * job.Recipe.SaveEverySteps);
            var (from, started) = (position, Stopwatch.GetTimestamp());
            await ComputeThread.RunAsync(() => Steps(trainer, from.Step, until, from.Curves), cancellationToken);
            position = position with { Step = until, Seconds = position.Seconds + Stopwatch.GetElapsedTime(started).TotalSeconds };
            if (until == trainer.Steps) break;
            await resumable.SaveAsync(trainer, position, cancellationToken);
            logger.LogInformation("{Model} saved step {Step} of {Steps}", job.Name, until, trainer.Steps);
        }

        var measured = await ComputeThread.RunAsync(trainer.Evaluate, cancellationToken);
        var checkpoint = trainer.Result.ToCheckpoint(prepared.Tokenizer);
        var model = await artifacts.WriteFolderAsync(
            job.Models, job.Name, folder => CheckpointFolder.WriteAsync(folder, checkpoint, cancellationToken: cancellationToken), cancellationToken);
        var metrics = position.Curves.Final(trainer.Steps);
        foreach (var (name, value) in measured) metrics[name] = value;
        return new(
            job.Campaign, job.JobId, job.Name, model, prepared.Rows, metrics, position.Curves.Thinned(trainer.Steps), position.Seconds);

        int Steps(ITrainer steps, int step, int end, TrainingCurves curves)
        {
            for (; step < end; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var figures = steps.Step(step);
                curves.Add(step, figures);
                progress.Report(new(job.Campaign, job.JobId, job.Name, worker, step + 1, steps.Steps, figures["loss"]));
            }
            return step;
        }
    }

    /// <returns>What the job came to in an earlier process; null where it has not come to an end, or its checkpoint is no longer there.</returns>
    private static async Task<ModelTrained?> FinishedAsync(
        TrainModel job, IArtifactStore artifacts, string workFolder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(workFolder, OutcomeFileName);
        if (!File.Exists(path)) return null;
        var trained = JsonSerializer.Deserialize<ModelTrained>(await File.ReadAllTextAsync(path, cancellationToken), JsonLines.Options);
        if (trained?.JobId != job.JobId) return null;
        try
        {
            await artifacts.MaterializeFolderAsync(trained.Checkpoint, cancellationToken);
            return trained;
        }
        catch (ArtifactException)
        {
            return null;
        }
    }

    private static Task WriteOutcomeAsync(string workFolder, ModelTrained trained, CancellationToken cancellationToken) =>
        WholeFile.WriteTextAsync(Path.Combine(workFolder, OutcomeFileName), JsonSerializer.Serialize(trained, JsonLines.Options), cancellationToken);
}
