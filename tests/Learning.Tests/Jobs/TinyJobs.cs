using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Randomness;
using ArenaLearning.Training;
using ArenaLearning.Training.Jobs;
using TorchSharp;
using Xunit;

namespace ArenaLearning.Learning.Tests.Jobs;

/// <summary>Datasets, checkpoints and training jobs of a size that trains in a moment, in a folder of their own.</summary>
internal sealed class TinyJobs : IDisposable
{
    public static readonly Provenance Nowhere = new("p1", "addition", "D1", "a test's rule", Chosen: "right", Rejected: "off-by-one");

    public static readonly DpoSettings Dpo = new(Beta: 0.2, NllWeight: 0.5, PreferenceWeight: 1);

    public static readonly RewardModelSettings RewardModel = new(FirstErrorWeight: 3, NllWeight: 0.2);

    public static readonly PpoSettings Ppo = new()
    {
        Epochs = 2,
        MiniBatches = 2,
        CriticWarmupIterations = 1,
        Temperature = 1,
        MaxTokens = 8,
        KlCoefficient = 0.05,
        ClipRange = 0.2,
        Gamma = 1,
        Lambda = 0.95,
        CriticLearningRate = 0.01,
        ValueCoefficient = 0.5,
    };

    public static readonly OptimizerSettings AdamW = new(
        LearningRate: 0.01, WeightDecay: 0.01, Beta1: 0.9, Beta2: 0.95, MaxGradientNorm: 1, WarmupRatio: 0.1, DecayRatio: 0.2);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static IArtifactStore Artifacts { get; } = new FolderArtifactStore();

    public static WordTokenizer Tokenizer { get; } = WordTokenizer.Train(["0123456789+= What is #### "]);

    public static DecoderConfig Config { get; } = new(Tokenizer.VocabularySize, HiddenSize: 16, IntermediateSize: 24, Layers: 2, Heads: 2, MaxPositions: 32);

    /// <summary>Twelve sums, 1+2 and so on.</summary>
    public static IReadOnlyList<(string Question, string Right, string Wrong)> Sums { get; } =
    [
        .. Enumerable.Range(0, 12).Select(i => (A: i % 4 + 1, B: i / 4 + 2))
            .Select(sum => (
                $"What is {sum.A}+{sum.B}", $"{sum.A}+{sum.B}={sum.A + sum.B}#### {sum.A + sum.B}",
                $"{sum.A}+{sum.B}={sum.A + sum.B + 1}#### {sum.A + sum.B + 1}")),
    ];

    public string File(string name) => folder.File(name);

    public void Dispose() => folder.Dispose();

    /// <summary>A job over the algorithm's own dataset. Jobs of one name share their folders.</summary>
    public async Task<TrainModel> JobAsync(TrainingAlgorithm algorithm, string name = "job", long seed = 1, int steps = 6, int saveEvery = 2, bool muon = false)
    {
        var recipe = new TrainingRecipe(
            algorithm, "cpu", Replicas: 2, saveEvery, AdamW with { MuonLearningRate = muon ? 0.02 : null }, BatchSize: 5, steps)
        {
            Dpo = Dpo,
            RewardModel = RewardModel,
            Ppo = Ppo,
        };
        var data = algorithm switch
        {
            TrainingAlgorithm.Sft => new TrainingData([await SftAsync()]),
            TrainingAlgorithm.Dpo => new TrainingData([await PairsAsync("pairs.jsonl")]),
            TrainingAlgorithm.RewardModel => new TrainingData([await StepsAsync()], HeldOut: await PairsAsync("held-out.jsonl")),
            _ => new TrainingData([await PromptsAsync()], RewardModel: await ModelAsync("reward", scoreHead: true)),
        };
        return new(
            "tiny", $"{name}-{algorithm}", name, recipe, await ModelAsync("base", scoreHead: false), data,
            seed,
            new(1, ArtifactScope.OfFolder(File("models")), ArtifactScope.OfFolder(File($"{name}-work")), null));
    }

    public Task<ArtifactReference> SftAsync() =>
        JsonLines.WriteAsync(File("sft.jsonl"),
            Sums.Select(sum => new SftRow([ChatTurn.User(sum.Question), ChatTurn.Assistant(sum.Right)], Nowhere)), Cancellation);

    public Task<ArtifactReference> PairsAsync(string name) => JsonLines.WriteAsync(
        File(name),
        Sums.Select(sum => new PreferenceRow([ChatTurn.User(sum.Question)], [ChatTurn.Assistant(sum.Right)], [ChatTurn.Assistant(sum.Wrong)], Nowhere)),
        Cancellation);

    public Task<ArtifactReference> StepsAsync() => JsonLines.WriteAsync(
        File("steps.jsonl"),
        Sums.SelectMany(sum => new StepwiseRow[]
        {
            new([ChatTurn.User(sum.Question)], [sum.Right], [true], Nowhere),
            new([ChatTurn.User(sum.Question)], [sum.Wrong[..4], sum.Wrong[4..]], [true, false], Nowhere),
        }), Cancellation);

    public Task<ArtifactReference> PromptsAsync() => JsonLines.WriteAsync(
        File("prompts.jsonl"), Sums.Select(sum => new PromptOnlyRow([ChatTurn.User(sum.Question)], sum.Right.Split(' ')[^1], Nowhere)), Cancellation);

    /// <summary>A fresh checkpoint; a reward model's score head is not zero, so that scores differ.</summary>
    public async Task<ArtifactReference> ModelAsync(string name, bool scoreHead, Action<float[]>? change = null)
    {
        using var parameters = DecoderParameters.Initialise(Config, scoreHead, torch.CPU, seed: 11);
        var values = parameters.ToArray();
        if (scoreHead)
        {
            var slot = parameters.Layout[DecoderTensors.ScoreHead];
            var random = new SplitMix64(12);
            for (var i = 0; i < slot.Count; i++) values[slot.Offset + i] = (float)random.NextNormal();
        }
        change?.Invoke(values);
        parameters.CopyFrom(values);
        await CheckpointFolder.WriteAsync(File(name), parameters.ToCheckpoint(Tokenizer), cancellationToken: Cancellation);
        return await ReferenceAsync(File(name));
    }

    public static async Task<ArtifactReference> FileAsync(string path) =>
        new(new Uri(path).AbsoluteUri, await ContentHash.OfFileAsync(path, Cancellation));

    public static async Task<ArtifactReference> ReferenceAsync(string path) =>
        new(new Uri(path).AbsoluteUri, await ContentHash.OfFolderAsync(path, Cancellation));

    public static Task<ModelTrained> RunAsync(TrainModel job, Action<TrainingProgressed>? onProgress = null) =>
        TrainingRun.RunAsync(job, Artifacts, new Reports(onProgress), Cancellation);

    /// <summary>Runs the job until this step is reported, as a process that is told to stop does.</summary>
    /// <returns>The job as it is offered again.</returns>
    public static Task<TrainModel> InterruptAsync(TrainModel job, int atStep) => InterruptAsync(job, progress => progress.Step == atStep);

    /// <summary>Runs the job until the condition holds.</summary>
    /// <returns>The job as it is offered again.</returns>
    public static async Task<TrainModel> InterruptAsync(TrainModel job, Predicate<TrainingProgressed> when)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var saved = job.Lease.Saved;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TrainingRun.RunAsync(
            job, Artifacts, new Reports(progress =>
            {
                saved = progress.Saved ?? saved;
                if (when(progress)) stop.Cancel();
            }), stop.Token));
        return job with { Lease = job.Lease with { Number = job.Lease.Number + 1, Saved = saved } };
    }

    private sealed class Reports(Action<TrainingProgressed>? onProgress) : IProgress<TrainingProgressed>
    {
        public void Report(TrainingProgressed value) => onProgress?.Invoke(value);
    }
}
