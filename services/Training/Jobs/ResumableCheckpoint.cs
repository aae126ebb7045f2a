using System.Globalization;
using ArenaLearning.LanguageModels.Safetensors;
using ArenaLearning.Training.Trainers;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Jobs;

/// <summary>Where a job stands: all that the next step depends on, and the figures so far.</summary>
/// <param name="Step">Steps that are done.</param>
/// <param name="Seconds">Time in training steps so far, over all processes.</param>
internal sealed record TrainingPosition(int Step, double Seconds, TrainingCurves Curves);

/// <summary>
/// Saves a trainer's state into one file that is replaced as a whole, and takes it up again. The shuffling and the random
/// draws of a step derive from the seed and the step's number, so the file needs neither a cursor nor a generator's state.
/// </summary>
internal sealed class ResumableCheckpoint(string workFolder, string jobId)
{
    private readonly string path = Path.Combine(workFolder, "resume.safetensors");

    public async Task SaveAsync(ITrainer trainer, TrainingPosition position, CancellationToken cancellationToken)
    {
        var state = trainer.State.Select(tensor =>
        {
            using var onCpu = tensor.Value.cpu();
            return SafetensorsTensor.FromSingles(tensor.Key, onCpu.shape, onCpu.data<float>().ToArray(), ElementType.F32);
        });
        await SafetensorsWriter.WriteAsync(path, [.. state, .. position.Curves.ToTensors()], new Dictionary<string, string>
        {
            ["job"] = jobId,
            ["step"] = position.Step.ToString(CultureInfo.InvariantCulture),
            ["seconds"] = position.Seconds.ToString("R", CultureInfo.InvariantCulture),
        }, cancellationToken);
    }

    /// <returns>Where the job stands; step 0 where nothing of it was saved, or what was saved is of another job or damaged.</returns>
    public async Task<TrainingPosition> LoadAsync(ITrainer trainer, CancellationToken cancellationToken)
    {
        var nothing = new TrainingPosition(0, 0, new());
        if (!File.Exists(path)) return nothing;
        try
        {
            var file = await SafetensorsReader.ReadAsync(path, cancellationToken);
            if (file.Metadata.GetValueOrDefault("job") != jobId) return nothing;
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
        catch (SafetensorsException)
        {
            return nothing;
        }
    }

    public void Delete() => File.Delete(path);
}
