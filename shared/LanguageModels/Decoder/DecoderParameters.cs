using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.LanguageModels.Decoder;

/// <summary>
/// All parameters of a decoder in one flat buffer. A copy of the model, an optimizer step or a checkpoint is then one
/// operation on one tensor.
/// </summary>
public sealed class DecoderParameters : IDisposable
{
    private const double EmbeddingDeviation = 0.1;

    public DecoderParameters(DecoderConfig config, bool scoreHead, Device device)
    {
        Config = config;
        HasScoreHead = scoreHead;
        Layout = ParameterLayout.Of(config, scoreHead);
        Values = zeros([Layout.TotalCount], ScalarType.Float32, device).DetachFromDisposeScope();
    }

    public DecoderConfig Config { get; }

    /// <summary>Whether there is a <c>score.weight</c>: a reward model's or a critic's head.</summary>
    public bool HasScoreHead { get; }

    public ParameterLayout Layout { get; }

    /// <summary>[TotalCount], float32.</summary>
    public Tensor Values { get; }

    /// <summary>
    /// Fresh parameters: normal with deviation 1/sqrt(inputs), projections back into the residual stream scaled by a further
    /// 1/sqrt(2 * layers) (GPT-2), norms one, the score head zero. The draws depend on the seed and on the layout alone.
    /// GPT-2's 0.02 suits a width of 1600; at a width of 64 it made learning start a third as fast.
    /// </summary>
    public static DecoderParameters Initialise(DecoderConfig config, bool scoreHead, Device device, long seed)
    {
        var parameters = new DecoderParameters(config, scoreHead, device);
        var values = new float[parameters.Layout.TotalCount];
        var random = new SplitMix64(seed);
        foreach (var slot in parameters.Layout.Slots)
        {
            var span = values.AsSpan((int)slot.Offset, (int)slot.Count);
            if (slot.Shape.Length == 1) span.Fill(1);
            else if (slot.Name != "score.weight")
            {
                var intoResidual = slot.Name.Contains("o_proj", StringComparison.Ordinal) || slot.Name.Contains("down_proj", StringComparison.Ordinal);
                var deviation = slot.Name.Contains("embed_tokens", StringComparison.Ordinal) ? EmbeddingDeviation
                    : 1 / Math.Sqrt(slot.Shape[1] * (intoResidual ? 2.0 * config.Layers : 1));
                foreach (ref var value in span) value = (float)(deviation * random.NextNormal());
            }
        }
        parameters.CopyFrom(values);
        return parameters;
    }

    /// <summary>The parameters of a checkpoint; a score head that it does not have starts at zero.</summary>
    public static DecoderParameters Of(Checkpoint checkpoint, bool scoreHead, Device device)
    {
        var parameters = new DecoderParameters(checkpoint.Config, scoreHead, device);
        var values = new float[parameters.Layout.TotalCount];
        foreach (var slot in parameters.Layout.Slots)
            if (checkpoint.Weights.TryGetValue(slot.Name, out var weight)) weight.Values.CopyTo(values, slot.Offset);
        parameters.CopyFrom(values);
        return parameters;
    }

    /// <summary>The same values at rest.</summary>
    public Checkpoint ToCheckpoint(WordTokenizer tokenizer)
    {
        var values = ToArray();
        return new(
            Config, Layout.Slots.ToDictionary(slot => slot.Name, slot => new Weight(slot.Shape, values.AsSpan((int)slot.Offset, (int)slot.Count).ToArray())),
            tokenizer);
    }

    public void CopyFrom(float[] values)
    {
        using var source = tensor(values, ScalarType.Float32);
        Values.copy_(source);
    }

    public float[] ToArray()
    {
        using var onCpu = Values.cpu();
        return onCpu.data<float>().ToArray();
    }

    /// <summary>The same values under other hands; a score head is left at zero where this model has none.</summary>
    public DecoderParameters Copy(bool scoreHead)
    {
        var copy = new DecoderParameters(Config, scoreHead, Values.device);
        foreach (var slot in Layout.Slots.Where(slot => copy.Layout.Contains(slot.Name)))
        {
            using var source = Values.narrow(0, slot.Offset, slot.Count);
            using var target = copy.Values.narrow(0, copy.Layout[slot.Name].Offset, slot.Count);
            target.copy_(source);
        }
        return copy;
    }

    public void Dispose() => Values.Dispose();
}
