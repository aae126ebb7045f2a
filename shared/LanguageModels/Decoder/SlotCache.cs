using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.LanguageModels.Decoder;

/// <summary>
/// Keys and values of a fixed number of sequences, S slots, that come and go on their own. Every step computes over all slots and all C
/// positions of each, taken or not, so that the shapes, and with them the order in which numbers are added, are always the same.
/// </summary>
internal sealed class SlotCache : IKeyValueCache, IDisposable
{
    private readonly Device _device;
    private readonly Tensor[] _keys, _values; // [S, H, C, E] by layer
    private readonly long[] _shape, _lengths;
    private Tensor? _index;

    public SlotCache(DecoderModel model, int slots)
    {
        _device = model.Device;
        _lengths = new long[slots];
        Capacity = model.Config.MaxPositions;
        _shape = [slots, model.Config.Heads, Capacity, model.Config.HiddenSize / model.Config.Heads];
        _keys = [.. Enumerable.Range(0, model.Config.Layers).Select(_ => zeros(_shape, ScalarType.Float32, _device).DetachFromDisposeScope())];
        _values = [.. Enumerable.Range(0, model.Config.Layers).Select(_ => zeros(_shape, ScalarType.Float32, _device).DetachFromDisposeScope())];
    }

    /// <summary>Tokens that fit into each slot.</summary>
    public int Capacity { get; }

    /// <summary>What the first tokens of a slot, its prompt, are computed with; the slot's former sequence is forgotten.</summary>
    public IKeyValueCache Prompt(int slot) => new PromptCache(this, slot);

    /// <summary>Forgets the sequence of a slot.</summary>
    public void Clear(int slot) => _lengths[slot] = 0;

    /// <summary>One token for each slot. What an empty slot is given is written where its next sequence will overwrite it.</summary>
    public (Tensor Positions, Tensor Mask) Advance(long time)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(time, 1);
        var positions = tensor(_lengths, ScalarType.Int64, _device);
        _index = positions.view(-1, 1, 1, 1).expand(_shape[0], _shape[1], 1, _shape[3]);
        var mask = new float[_lengths.Length * Capacity];
        for (var slot = 0; slot < _lengths.Length; slot++)
        {
            var seen = (int)_lengths[slot] + 1;
            if (seen > Capacity) throw new InvalidOperationException($"The sequence in slot {slot} fills all {Capacity} positions: end it.");
            mask.AsSpan(slot * Capacity + seen, Capacity - seen).Fill(float.NegativeInfinity);
            if (_lengths[slot] > 0) _lengths[slot]++;
        }
        return (positions, tensor(mask, [_lengths.Length, 1, 1, Capacity], ScalarType.Float32, _device));
    }

    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        _keys[layer].scatter_(2, _index!, keys);
        _values[layer].scatter_(2, _index!, values);
        return (_keys[layer], _values[layer]);
    }

    public void Dispose()
    {
        foreach (var tensor in _keys.Concat(_values)) tensor.Dispose();
    }

    private sealed class PromptCache(SlotCache slots, int slot) : IKeyValueCache
    {
        public (Tensor Positions, Tensor Mask) Advance(long time)
        {
            slots._lengths[slot] = time;
            var mask = new float[time * time];
            for (var t = 0; t < time; t++) mask.AsSpan((int)(t * time) + t + 1, (int)time - t - 1).Fill(float.NegativeInfinity);
            return (arange(time, ScalarType.Int64, slots._device), tensor(mask, [1, 1, time, time], ScalarType.Float32, slots._device));
        }

        // Attention sees the prompt's own tensors and not the slot: their shapes and places in memory are the same in every slot.
        public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
        {
            slots._keys[layer].select(0, slot).narrow(1, 0, keys.shape[2]).copy_(keys.squeeze(0));
            slots._values[layer].select(0, slot).narrow(1, 0, values.shape[2]).copy_(values.squeeze(0));
            return (keys, values);
        }
    }
}
