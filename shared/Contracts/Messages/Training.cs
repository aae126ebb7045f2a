using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>
/// Command to Training: one training job. It is acknowledged as soon as a worker claims it; the worker then beats
/// with <see cref="TrainingProgressed"/>, and a job that stops beating is sent again and resumes from its last
/// resumable checkpoint.
/// </summary>
/// <param name="JobId">Derived from what the job is; a second copy of the job is the same job.</param>
/// <param name="Name">Of the contestant that comes out, for example <c>DPO-I1</c>.</param>
/// <param name="Base">Checkpoint to start from; null starts from a fresh model of <see cref="TrainingRecipe.Model"/>.</param>
/// <param name="Data">What the algorithm reads; see <see cref="TrainingData"/>.</param>
/// <param name="Models">Where the checkpoint goes, under the name.</param>
/// <param name="WorkFolder">URI of the folder for resumable checkpoints.</param>
public sealed record TrainModel(
    string Campaign, string JobId, string Name, TrainingRecipe Recipe, ArtifactReference? Base,
    TrainingData Data, ArtifactScope Models, ArtifactScope WorkFolder, long Seed);

/// <param name="Rows">Datasets that training reads: SFT rows, preference pairs, stepwise rows or prompts.</param>
/// <param name="HeldOut">Preference pairs on which a reward model's accuracy is measured.</param>
/// <param name="RewardModel">For PPO: the reward model's checkpoint.</param>
/// <param name="Tokenizer">Where there is no base checkpoint: the folder with the fresh model's <c>tokenizer.json</c>.</param>
public sealed record TrainingData(
    IReadOnlyList<ArtifactReference> Rows, ArtifactReference? Pairs = null, ArtifactReference? HeldOut = null,
    ArtifactReference? RewardModel = null, ArtifactReference? Tokenizer = null);

/// <summary>Event: a worker holds the job and is at this step.</summary>
public sealed record TrainingProgressed(
    string Campaign, string JobId, string Name, string Worker, int Step, int Steps, double Loss);

/// <summary>Event: the checkpoint is in place.</summary>
/// <param name="Metrics">Final figures, with TRL's names.</param>
/// <param name="Curves">Figures over training, by name: what the report plots.</param>
public sealed record ModelTrained(
    string Campaign, string JobId, string Name, ArtifactReference Checkpoint, int Rows,
    IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, IReadOnlyList<CurvePoint>> Curves,
    double TrainingSeconds);

public sealed record CurvePoint(int Step, double Value);

/// <summary>Event: the job cannot be done; says why and what to do.</summary>
public sealed record TrainingFailed(string Campaign, string JobId, string Name, string Failure);
