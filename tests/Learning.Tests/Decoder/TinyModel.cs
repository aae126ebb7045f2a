using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Randomness;
using TorchSharp;

namespace ArenaLearning.Learning.Tests.Decoder;

/// <summary>Models small enough to be computed by loops, with parameters large enough for every part to matter.</summary>
internal static class TinyModel
{
    public static readonly WordTokenizer Tokenizer = WordTokenizer.Train(["0123456789 + = - * #### What is , the answer ? "]);

    /// <summary>
    /// Sizes that differ from each other; 12 * 10 is no multiple of the 16 elements that tensors are aligned to, so there are gaps.
    /// </summary>
    public static readonly DecoderConfig Uneven = new(
        Tokenizer.VocabularySize, HiddenSize: 12, IntermediateSize: 10, Layers: 2, Heads: 3, MaxPositions: 24, RopeTheta: 100, NormEpsilon: 1e-3);

    /// <summary>Even smaller: 6 * 6 is no multiple of 16 either.</summary>
    public static readonly DecoderConfig Narrow = new(Tokenizer.VocabularySize, HiddenSize: 6, IntermediateSize: 5, Layers: 1, Heads: 1, MaxPositions: 16);

    /// <summary>Normal values with deviation 0.4; norms around 1, all different; a score head that is not zero.</summary>
    public static DecoderParameters Parameters(DecoderConfig config, bool scoreHead = false, long seed = 1)
    {
        var parameters = new DecoderParameters(config, scoreHead, torch.CPU);
        var values = new float[parameters.Layout.TotalCount];
        var random = new SplitMix64(seed);
        foreach (var slot in parameters.Layout.Slots)
        {
            for (var i = 0; i < slot.Count; i++)
                values[slot.Offset + i] = (float)(0.4 * random.NextNormal()) + (slot.Shape.Length == 1 ? 1 : 0);
        }
        parameters.CopyFrom(values);
        return parameters;
    }

    /// <summary>Random ordinary tokens.</summary>
    public static int[] Ids(int length, long seed)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, length).Select(_ => SpecialTokens.All.Count + random.Below(Tokenizer.VocabularySize - SpecialTokens.All.Count))];
    }

    /// <summary>[1, T] or, for several sequences of one length, [B, T].</summary>
    public static torch.Tensor Batch(params int[][] sequences) =>
        torch.tensor([.. sequences.SelectMany(ids => ids).Select(id => (long)id)], [sequences.Length, sequences[0].Length], torch.ScalarType.Int64);
}
