using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>
/// Command to Training: one training job. It is acknowledged as soon as a worker claims it; the worker then beats
/// with <see cref="TrainingProgressed"/>, and a job that stops beating is sent again with the next lease and the last saved state.
/// </summary>
/// <param name="JobId">Derived from what the job is; a second copy of the job is the same job.</param>
/// <param name="Name">Of the contestant that comes out, for example <c>DPO-I1</c>.</param>
/// <param name="Base">Checkpoint to start from; null starts from a fresh model of <see cref="TrainingRecipe.Model"/>.</param>
/// <param name="Data">What the algorithm reads; see <see cref="TrainingData"/>.</param>
public sealed record TrainModel(
    string Campaign, string JobId, string Name, TrainingRecipe Recipe, ArtifactReference? Base,
    TrainingData Data, long Seed, TrainingLease Lease);

/// <summary>The right to train a job. Whoever holds a lease of a lower number than another worker reports with stops.</summary>
/// <param name="Number">From 1: one more each time that the job is sent.</param>
/// <param name="Models">Where the checkpoint goes, under the job's name.</param>
/// <param name="States">Where the trainer's state is saved, for this job alone.</param>
/// <param name="Saved">Where to go on; null for the beginning.</param>
public sealed record TrainingLease(int Number, ArtifactScope Models, ArtifactScope States, SavedTraining? Saved);

/// <summary>A job half-way.</summary>
/// <param name="Step">Steps that are done.</param>
/// <param name="State">All that the next step depends on.</param>
public sealed record SavedTraining(int Step, ArtifactReference State);

/// <param name="Rows">Datasets that training reads: SFT rows, preference pairs, stepwise rows or prompts.</param>
/// <param name="HeldOut">Preference pairs on which a reward model's accuracy is measured.</param>
/// <param name="RewardModel">For PPO: the reward model's checkpoint.</param>
/// <param name="Tokenizer">Where there is no base checkpoint: the folder with the fresh model's <c>tokenizer.json</c>.</param>
public sealed record TrainingData(
    IReadOnlyList<ArtifactReference> Rows, ArtifactReference? Pairs = null, ArtifactReference? HeldOut = null,
    ArtifactReference? RewardModel = null, ArtifactReference? Tokenizer = null);

/// <summary>Event: a worker holds the job and is at this step.</summary>
/// <param name="Lease">Number of the lease that it holds.</param>
public sealed record TrainingProgressed(
    string Campaign, string JobId, string Name, string Worker, int Lease, int Step, int Steps, double Loss)
{
    /// <summary>The last state that it saved, or went on from; null where there is none.</summary>
    public SavedTraining? Saved { get; init; }

    /// <summary>Of this step, with TRL's names, <see cref="Loss"/> among them; null before the first.</summary>
    public IReadOnlyDictionary<string, double>? Figures { get; init; }
}

/// <summary>Event: nobody wants the job any more. Whoever trains it under this lease or an older one stops at its next step.</summary>
/// <param name="Lease">The newest that was heard of.</param>
public sealed record TrainingCancelled(string Campaign, string JobId, string Name, int Lease);

/// <summary>Event: the checkpoint is in place.</summary>
/// <param name="Metrics">Final figures, with TRL's names.</param>
/// <param name="Curves">Figures over training, by name: what the report plots.</param>
public sealed record ModelTrained(
    string Campaign, string JobId, string Name, ArtifactReference Checkpoint, int Rows,
    IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, IReadOnlyList<CurvePoint>> Curves,
    double TrainingSeconds);

public sealed record CurvePoint(int Step, double Value);

/// <summary>Event: the job cannot be done; says why and what to do.</summary>
/// <param name="Lease">Number of the lease under which it was tried.</param>
public sealed record TrainingFailed(string Campaign, string JobId, string Name, int Lease, string Failure)
{
    /// <summary>Whether a person has stopped it: it is not to be tried again for that.</summary>
    public bool IsCancelled { get; init; }
}
