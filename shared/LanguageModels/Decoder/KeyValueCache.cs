using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.LanguageModels.Decoder;

/// <summary>
/// Keys and values of the tokens that a batch of left-padded sequences has seen so far, and which of them are padding.
/// </summary>
internal sealed class KeyValueCache : IKeyValueCache, IDisposable
{
    // Finite: a padding token sees padding alone, and a softmax over nothing would be NaN, which spreads through the values.
    private const float Hidden = -1e9f;

    private readonly int capacity;
    private readonly Device device;
    private readonly Tensor[] keys, values;
    private int batch;
    private int[] padding;
    private Tensor padMask;
    private int length, incoming;

    /// <param name="padding">Padding tokens before each sequence.</param>
    /// <param name="capacity">Most tokens that will ever be in the cache.</param>
    public KeyValueCache(DecoderModel model, int[] padding, int capacity)
    {
        (batch, this.capacity, this.padding, device) = (padding.Length, capacity, padding, model.Device);
        long[] shape = [batch, model.Config.Heads, capacity, model.Config.HiddenSize / model.Config.Heads];
        keys = [.. Enumerable.Range(0, model.Config.Layers).Select(_ => zeros(shape, ScalarType.Float32, device).DetachFromDisposeScope())];
        values = [.. Enumerable.Range(0, model.Config.Layers).Select(_ => zeros(shape, ScalarType.Float32, device).DetachFromDisposeScope())];
        var mask = new float[batch * capacity];
        for (var row = 0; row < batch; row++)
            mask.AsSpan(row * capacity, padding[row]).Fill(Hidden);
        padMask = tensor(mask, [batch, 1, 1, capacity], ScalarType.Float32, device).DetachFromDisposeScope();
    }

    public (Tensor Positions, Tensor Mask) Advance(long time)
    {
        length += incoming;
        incoming = (int)time;
        if (length + incoming > capacity)
            throw new InvalidOperationException($"The cache holds {capacity} tokens; {length + incoming} were given.");
        var positions = new long[batch * incoming];
        for (var row = 0; row < batch; row++)
            for (var t = 0; t < incoming; t++)
                positions[row * incoming + t] = Math.Max(0, length + t - padding[row]);
        var mask = padMask.narrow(3, 0, length + incoming);
        if (incoming > 1) mask = mask.add(Causal(), Scalars.One);
        return (tensor(positions, ScalarType.Int64, device), mask);
    }

    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        this.keys[layer].narrow(2, length, incoming).copy_(keys);
        this.values[layer].narrow(2, length, incoming).copy_(values);
        return (this.keys[layer].narrow(2, 0, length + incoming), this.values[layer].narrow(2, 0, length + incoming));
    }

    /// <summary>Forgets all sequences but those at <paramref name="rows"/>, which come into that order.</summary>
    public void Keep(IReadOnlyList<int> rows)
    {
        using var index = tensor(rows.Select(row => (long)row).ToArray(), ScalarType.Int64, device);
        for (var layer = 0; layer < keys.Length; layer++)
        {
            keys[layer] = Kept(keys[layer]);
            values[layer] = Kept(values[layer]);
        }
        padMask = Kept(padMask);
        padding = [.. rows.Select(row => padding[row])];
        batch = rows.Count;

        Tensor Kept(Tensor all)
        {
            using (all) return all.index_select(0, index).DetachFromDisposeScope();
        }
    }

    public void Dispose()
    {
        foreach (var tensor in keys.Concat(values)) tensor.Dispose();
        padMask.Dispose();
    }

    private Tensor Causal()
    {
        var mask = new float[incoming * (length + incoming)];
        for (var t = 0; t < incoming; t++)
            mask.AsSpan(t * (length + incoming) + length + t + 1, incoming - t - 1).Fill(float.NegativeInfinity);
        return tensor(mask, [1, 1, incoming, length + incoming], ScalarType.Float32, device);
    }
}
