using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.LanguageModels.Checkpoints;

/// <summary>A parameter of a model: row-major, outermost size first.</summary>
public sealed record Weight(long[] Shape, float[] Values);

/// <summary>A model at rest: its shape, its parameters by Hugging Face's names, its tokenizer.</summary>
/// <param name="Weights">
/// What <see cref="DecoderTensors.Shapes"/> lists. With <see cref="DecoderTensors.ScoreHead"/> it is a reward model.
/// </param>
public sealed record Checkpoint(DecoderConfig Config, IReadOnlyDictionary<string, Weight> Weights, WordTokenizer Tokenizer)
{
    /// <summary>Whether the model scores each token instead of predicting the next one.</summary>
    public bool IsRewardModel => Weights.ContainsKey(DecoderTensors.ScoreHead);
}
