using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Training.Trainers;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Jobs;

/// <summary>A job with its data read and its models in memory.</summary>
/// <param name="Rows">Rows that training reads.</param>
internal sealed record PreparedJob(ITrainer Trainer, WordTokenizer Tokenizer, int Rows, IReadOnlyList<IDisposable> Models) : IDisposable
{
    /// <exception cref="ArtifactException">Something that it reads is not there, is damaged or has changed.</exception>
    /// <exception cref="CheckpointException">The base, the tokenizer or the reward model cannot be used.</exception>
    /// <exception cref="InvalidDataException">A row cannot be used, or the command lacks something.</exception>
    public static async Task<PreparedJob> LoadAsync(TrainModel job, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        var device = TorchDevice.Of(job.Recipe.Device);
        var scoreHead = job.Recipe.Algorithm == TrainingAlgorithm.RewardModel;
        var (parameters, tokenizer) = await StartAsync(job, artifacts, scoreHead, device, cancellationToken);
        var rows = new TrainingRows(artifacts, tokenizer, parameters.Config.MaxPositions);
        switch (job.Recipe.Algorithm)
        {
            case TrainingAlgorithm.Sft:
                var sft = await rows.SftAsync(job.Data.Rows, cancellationToken);
                return await BuildAsync(() => new SftTrainer(job.Recipe, parameters, sft, job.Seed), sft.Count);
            case TrainingAlgorithm.Dpo:
                var pairs = await rows.PairsAsync(job.Data.Rows, cancellationToken);
                return await BuildAsync(() => new DpoTrainer(job.Recipe, parameters, pairs, job.Seed), pairs.Count);
            case TrainingAlgorithm.RewardModel:
                var steps = await rows.StepwiseAsync(job.Data.Rows, cancellationToken);
                var heldOut = job.Data.HeldOut is { } file && new FileInfo(await artifacts.MaterializeFileAsync(file, cancellationToken)).Length > 0
                    ? await rows.HeldOutAsync([file], cancellationToken) : [];
                return await BuildAsync(() => new RewardModelTrainer(job.Recipe, parameters, steps, heldOut, job.Seed), steps.Count);
            case TrainingAlgorithm.Ppo:
                var named = job.Data.RewardModel ?? throw new InvalidDataException($"{job.Name}: PPO needs a reward model.");
                var folder = await artifacts.MaterializeFolderAsync(named, cancellationToken);
                var checkpoint = await CheckpointFolder.ReadAsync(folder, cancellationToken);
                if (!checkpoint.IsRewardModel) throw new CheckpointException(folder, "it is no reward model: it has no score head. Name one that has.");
                // It reads the very ids that the policy samples.
                if (!checkpoint.Tokenizer.Tokens.SequenceEqual(tokenizer.Tokens))
                    throw new CheckpointException(folder, "it has other tokens than the model that trains. "
                        + "Name a reward model that was trained from the same base.");
                if (checkpoint.Config.MaxPositions < parameters.Config.MaxPositions)
                    throw new CheckpointException(
                        folder, $"it has {checkpoint.Config.MaxPositions} positions and the model that trains {parameters.Config.MaxPositions}. "
                            + "Name a reward model that has as many.");
                var rewardModel = DecoderParameters.Of(checkpoint, scoreHead: true, device);
                var prompts = await rows.PromptsAsync(job.Data.Rows, job.Recipe.Ppo!.MaxTokens, cancellationToken);
                return await BuildAsync(
                    () => new PpoTrainer(job.Recipe, parameters, rewardModel, tokenizer, prompts, job.Seed), prompts.Count, rewardModel);
            default:
                throw new InvalidDataException($"{job.Name}: this worker knows no algorithm {job.Recipe.Algorithm}; run the release that sent the job.");
        }

        // A DPO trainer computes before its first step.
        async Task<PreparedJob> BuildAsync(Func<ITrainer> trainer, int count, params IDisposable[] models) =>
            new(await ComputeThread.RunAsync(trainer, cancellationToken), tokenizer, count, [.. models, parameters]);
    }

    public void Dispose()
    {
        Trainer.Dispose();
        foreach (var model in Models) model.Dispose();
    }

    private static async Task<(DecoderParameters Parameters, WordTokenizer Tokenizer)> StartAsync(
        TrainModel job, IArtifactStore artifacts, bool scoreHead, Device device, CancellationToken cancellationToken)
    {
        if (job.Base is { } start)
        {
            var folder = await artifacts.MaterializeFolderAsync(start, cancellationToken);
            var checkpoint = await CheckpointFolder.ReadAsync(folder, cancellationToken);
            if (checkpoint.IsRewardModel && !scoreHead)
                throw new CheckpointException(folder, "it is a reward model; train from a language model.");
            return (DecoderParameters.Of(checkpoint, scoreHead, device), checkpoint.Tokenizer);
        }
        if (job.Data.Tokenizer is not { } vocabulary || job.Recipe.Model is not { } shape)
            throw new InvalidDataException($"{job.Name}: without a base, training needs a tokenizer and the shape of a fresh model.");
        var tokenizer = await LoadTokenizerAsync(await artifacts.MaterializeFolderAsync(vocabulary, cancellationToken), cancellationToken);
        var config = new DecoderConfig(
            tokenizer.VocabularySize, shape.HiddenSize, shape.IntermediateSize, shape.Layers, shape.Heads, shape.MaxPositions);
        return (DecoderParameters.Initialise(config, scoreHead, device, job.Seed), tokenizer);
    }

    private static async Task<WordTokenizer> LoadTokenizerAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await WordTokenizer.LoadAsync(folder, cancellationToken);
        }
        catch (TokenizerException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
