using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Prompts;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Randomness;

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
        using var loaded = await LoadedModel.OpenAsync(folder, device, cancellationToken);
        using var model = new DecoderModel(loaded.Parameters, trainable: false);

        var prompts = problems.Select(problem => loaded.Tokenizer.EncodeChat([ChatTurn.User(problem.Question)], generationPrompt: true)).ToArray();
        return
        [
            .. prompts.Index().Chunk(BatchSize).SelectMany(batch => BatchSampler.Sample(
                model, [.. batch.Select(prompt => prompt.Item)], [.. batch.Select(prompt => SplitMix64.Derive(seed, prompt.Index))], temperature,
                model.Config.MaxPositions - batch.Max(prompt => prompt.Item.Length), SpecialTokens.EndOfSequence, cancellationToken))
                .Select(response => loaded.Tokenizer.Decode(response.Tokens)),
        ];
    }
}
