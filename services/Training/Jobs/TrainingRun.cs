using System.Diagnostics;
using System.Text.Json;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.Monitoring.Metrics;
using ArenaLearning.Training.Optimization;
using ArenaLearning.Training.Trainers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArenaLearning.Training.Jobs;

/// <summary>
/// One training job from its data to its checkpoint. It goes on from the saved state that its lease names, and reports each state that it
/// saves.
/// </summary>
public static class TrainingRun
{
    /// <param name="worker">Named in what is reported.</param>
    /// <exception cref="InvalidDataException">The job cannot be done: its data, its base or its recipe is wrong; the message says what.</exception>
    /// <exception cref="IOException">Something that it reads is lost or damaged, or what it writes cannot be written.</exception>
    /// <exception cref="NativeTorchException">Torch does not load, or there is no such device.</exception>
    public static async Task<ModelTrained> RunAsync(
        TrainModel job, IArtifactStore artifacts, IProgress<TrainingProgressed> progress, CancellationToken cancellationToken,
        ILogger? logger = null, string worker = "")
    {
        try
        {
            return await TrainAsync(job, artifacts, progress, logger ?? NullLogger.Instance, worker, cancellationToken);
        }
        catch (Exception e) when (e is CheckpointException or TrainingDivergedException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>As metrics name it.</summary>
    internal static string AlgorithmOf(TrainModel job) => JsonNamingPolicy.SnakeCaseLower.ConvertName(job.Recipe.Algorithm.ToString());

    private static async Task<ModelTrained> TrainAsync(
        TrainModel job, IArtifactStore artifacts, IProgress<TrainingProgressed> progress, ILogger logger, string worker, CancellationToken cancellationToken)
    {
        TorchRuntime.Start();
        using var prepared = await PreparedJob.LoadAsync(job, artifacts, cancellationToken);
        var trainer = prepared.Trainer;
        var algorithm = AlgorithmOf(job);
        var resumable = new ResumableCheckpoint(job, artifacts);
        var position = await resumable.LoadAsync(trainer, cancellationToken);
        var saved = position.Step > 0 ? job.Lease.Saved : null;
        if (position.Step > 0) logger.LogInformation("{Model} goes on at step {Step} of {Steps}", job.Name, position.Step, trainer.Steps);
        else if (job.Lease.Saved is { } lost)
            logger.LogWarning("{Model} starts anew: its state {State} is lost or damaged", job.Name, lost.State.Uri);

        while (position.Step < trainer.Steps)
        {
            var until = Math.Min(trainer.Steps, (position.Step / job.Recipe.SaveEverySteps + 1) * job.Recipe.SaveEverySteps);
            var (from, started) = (position, Stopwatch.GetTimestamp());
            var figures = await ComputeThread.RunAsync(() => Steps(trainer, from.Step, until, from.Curves), cancellationToken);
            position = position with { Step = until, Seconds = position.Seconds + Stopwatch.GetElapsedTime(started).TotalSeconds };
            if (until == trainer.Steps) break;
            saved = await resumable.SaveAsync(trainer, position, cancellationToken);
            Report(until, figures);
        }

        var measured = await ComputeThread.RunAsync(trainer.Evaluate, cancellationToken);
        var checkpoint = trainer.Result.ToCheckpoint(prepared.Tokenizer);
        var model = await artifacts.WriteFolderAsync(
            job.Lease.Models, job.Name, folder => CheckpointFolder.WriteAsync(folder, checkpoint, cancellationToken: cancellationToken), cancellationToken);
        var metrics = position.Curves.Final(trainer.Steps);
        foreach (var (name, value) in measured) metrics[name] = value;
        return new(job.Campaign, job.JobId, job.Name, model, prepared.Rows, metrics, position.Curves.Thinned(trainer.Steps), position.Seconds);

        IReadOnlyDictionary<string, double> Steps(ITrainer steps, int step, int end, TrainingCurves curves)
        {
            IReadOnlyDictionary<string, double> figures = new Dictionary<string, double>();
            for (; step < end; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var begun = Stopwatch.GetTimestamp();
                figures = steps.Step(step);
                TrainingMetrics.Stepped(algorithm, step + 1, trainer.Steps, figures, Stopwatch.GetElapsedTime(begun));
                curves.Add(step, figures);
                Report(step + 1, figures);
            }
            return figures;
        }

        void Report(int step, IReadOnlyDictionary<string, double> figures) => progress.Report(
            new(job.Campaign, job.JobId, job.Name, worker, job.Lease.Number, step, trainer.Steps, figures["loss"]) { Saved = saved, Figures = figures });
    }
}
