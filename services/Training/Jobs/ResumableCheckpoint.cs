using System.Globalization;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Safetensors;
using ArenaLearning.Training.Trainers;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Jobs;

/// <summary>Where a job stands: all that the next step depends on, and the figures so far.</summary>
/// <param name="Step">Steps that are done.</param>
/// <param name="Seconds">Time in training steps so far, over all processes.</param>
internal sealed record TrainingPosition(int Step, double Seconds, TrainingCurves Curves);

/// <summary>
/// Saves a trainer's state as an artifact, and takes it up again. The shuffling and the random draws of a step derive from the
/// seed and the step's number, so the state needs neither a cursor nor a generator's state.
/// </summary>
internal sealed class ResumableCheckpoint(TrainModel job, IArtifactStore artifacts)
{
    public async Task<SavedTraining> SaveAsync(ITrainer trainer, TrainingPosition position, CancellationToken cancellationToken)
    {
        var state = trainer.State.Select(tensor =>
        {
            using var onCpu = tensor.Value.cpu();
            return SafetensorsTensor.FromSingles(tensor.Key, onCpu.shape, onCpu.data<float>().ToArray(), ElementType.F32);
        });
        var metadata = new Dictionary<string, string>
        {
            ["job"] = job.JobId,
            ["step"] = position.Step.ToString(CultureInfo.InvariantCulture),
            ["seconds"] = position.Seconds.ToString("R", CultureInfo.InvariantCulture),
        };
        // Of its own name: whoever lost the lease may save too, and must not write over what another goes on from.
        var name = string.Create(CultureInfo.InvariantCulture, $"{position.Step:D8}-{Guid.NewGuid():N}.safetensors");
        return new(position.Step, await artifacts.WriteFileAsync(
            job.Lease.States, name,
            stream => SafetensorsWriter.WriteAsync(stream, [.. state, .. position.Curves.ToTensors()], metadata, cancellationToken), cancellationToken));
    }

    /// <returns>Where the job stands; step 0 where nothing of it was saved, or what was saved is lost, damaged or of another job.</returns>
    public async Task<TrainingPosition> LoadAsync(ITrainer trainer, CancellationToken cancellationToken)
    {
        var nothing = new TrainingPosition(0, 0, new());
        if (job.Lease.Saved is not { } last) return nothing;
        try
        {
            var file = await SafetensorsReader.ReadAsync(await artifacts.MaterializeFileAsync(last.State, cancellationToken), cancellationToken);
            if (file.Metadata.GetValueOrDefault("job") != job.JobId) return nothing;
            var saved = file.Tensors.ToDictionary(tensor => tensor.Name);
            if (trainer.State.Any(tensor => !saved.TryGetValue(tensor.Key, out var s) || !s.Shape.SequenceEqual(tensor.Value.shape))) return nothing;
            foreach (var (name, target) in trainer.State)
            {
                using var source = tensor(saved[name].ToSingles(), ScalarType.Float32).reshape(target.shape);
                target.copy_(source);
            }
            return new(
                int.Parse(file.Metadata["step"], CultureInfo.InvariantCulture),
                double.Parse(file.Metadata["seconds"], CultureInfo.InvariantCulture), TrainingCurves.FromTensors(file.Tensors));
        }
        catch (Exception e) when (e is SafetensorsException or ArtifactException)
        {
            return nothing;
        }
    }
}
