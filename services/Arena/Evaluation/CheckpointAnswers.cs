using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Prompts;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.Arena.Evaluation;

/// <summary>Answers of a checkpoint to problems, many at once.</summary>
internal static class CheckpointAnswers
{
    private const int BatchSize = 128;

    /// <param name="device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
    /// <returns>One answer for each problem.</returns>
    /// <exception cref="CheckpointException">The checkpoint cannot be used.</exception>
    public static async Task<IReadOnlyList<string>> OfAsync(
        string folder, IReadOnlyList<ArithmeticProblem> problems, double temperature, long seed, string device, CancellationToken cancellationToken)
    {
        var checkpoint = await CheckpointFolder.ReadAsync(folder, cancellationToken);
        if (checkpoint.IsRewardModel) throw new CheckpointException(folder, "it is a reward model, which answers nothing. Name a language model.");
        TorchRuntime.Start();
        return Answer(checkpoint, problems, temperature, seed, device, cancellationToken);
    }

    // Apart, so that no TorchSharp type is touched before its natives are there.
    private static string[] Answer(
        Checkpoint checkpoint, IReadOnlyList<ArithmeticProblem> problems, double temperature, long seed, string device, CancellationToken cancellationToken)
    {
        using var parameters = DecoderParameters.Of(checkpoint, scoreHead: false, TorchDevice.Of(device));
        using var model = new DecoderModel(parameters, trainable: false);

        var prompts = problems.Select(problem => checkpoint.Tokenizer.EncodeChat([ChatTurn.User(problem.Question)], generationPrompt: true)).ToArray();
        return
        [
            .. prompts.Index().Chunk(BatchSize).SelectMany(batch => BatchSampler.Sample(
                model, [.. batch.Select(prompt => prompt.Item)], [.. batch.Select(prompt => SplitMix.Derive(seed, prompt.Index))], temperature,
                checkpoint.Config.MaxPositions - batch.Max(prompt => prompt.Item.Length), SpecialTokens.EndOfSequence, cancellationToken))
                .Select(response => checkpoint.Tokenizer.Decode(response.Tokens)),
        ];
    }
}
