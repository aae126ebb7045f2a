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

    private readonly int _capacity;
    private readonly Device _device;
    private readonly Tensor[] _keys, _values;
    private int _batch;
    private int[] _padding;
    private Tensor _padMask;
    private int _length, _incoming;

    /// <param name="padding">Padding tokens before each sequence.</param>
    /// <param name="capacity">Most tokens that will ever be in the cache.</param>
    public KeyValueCache(DecoderModel model, int[] padding, int capacity)
    {
        (_batch, _capacity, _padding, _device) = (padding.Length, capacity, padding, model.Device);
        long[] shape = [_batch, model.Config.Heads, capacity, model.Config.HiddenSize / model.Config.Heads];
        _keys = [.. Enumerable.Range(0, model.Config.Layers).Select(_ => zeros(shape, ScalarType.Float32, _device).DetachFromDisposeScope())];
        _values = [.. Enumerable.Range(0, model.Config.Layers).Select(_ => zeros(shape, ScalarType.Float32, _device).DetachFromDisposeScope())];
        var mask = new float[_batch * capacity];
        for (var row = 0; row < _batch; row++)
            mask.AsSpan(row * capacity, padding[row]).Fill(Hidden);
        _padMask = tensor(mask, [_batch, 1, 1, capacity], ScalarType.Float32, _device).DetachFromDisposeScope();
    }

    public (Tensor Positions, Tensor Mask) Advance(long time)
    {
        _length += _incoming;
        _incoming = (int)time;
        if (_length + _incoming > _capacity)
            throw new InvalidOperationException($"The cache holds {_capacity} tokens; {_length + _incoming} were given.");
        var positions = new long[_batch * _incoming];
        for (var row = 0; row < _batch; row++)
            for (var t = 0; t < _incoming; t++)
                positions[row * _incoming + t] = Math.Max(0, _length + t - _padding[row]);
        var mask = _padMask.narrow(3, 0, _length + _incoming);
        if (_incoming > 1) mask = mask.add(Causal(), Scalars.One);
        return (tensor(positions, ScalarType.Int64, _device), mask);
    }

    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        _keys[layer].narrow(2, _length, _incoming).copy_(keys);
        _values[layer].narrow(2, _length, _incoming).copy_(values);
        return (_keys[layer].narrow(2, 0, _length + _incoming), _values[layer].narrow(2, 0, _length + _incoming));
    }

    /// <summary>Forgets all sequences but those at <paramref name="rows"/>, which come into that order.</summary>
    public void Keep(IReadOnlyList<int> rows)
    {
        using var index = tensor(rows.Select(row => (long)row).ToArray(), ScalarType.Int64, _device);
        for (var layer = 0; layer < _keys.Length; layer++)
        {
            _keys[layer] = Kept(_keys[layer]);
            _values[layer] = Kept(_values[layer]);
        }
        _padMask = Kept(_padMask);
        _padding = [.. rows.Select(row => _padding[row])];
        _batch = rows.Count;

        Tensor Kept(Tensor all)
        {
            using (all) return all.index_select(0, index).DetachFromDisposeScope();
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _keys.Concat(_values)) tensor.Dispose();
        _padMask.Dispose();
    }

    private Tensor Causal()
    {
        var mask = new float[_incoming * (_length + _incoming)];
        for (var t = 0; t < _incoming; t++)
            mask.AsSpan(t * (_length + _incoming) + _length + t + 1, _incoming - t - 1).Fill(float.NegativeInfinity);
        return tensor(mask, [1, 1, _incoming, _length + _incoming], ScalarType.Float32, _device);
    }
}
