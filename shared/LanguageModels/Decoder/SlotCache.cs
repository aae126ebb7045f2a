using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.LanguageModels.Decoder;

/// <summary>
/// Keys and values of a fixed number of sequences, S slots, that come and go on their own. Every step computes over all slots and all C
/// positions of each, taken or not, so that the shapes, and with them the order in which numbers are added, are always the same.
/// </summary>
internal sealed class SlotCache : IKeyValueCache, IDisposable
{
    private readonly Device device;
    private readonly Tensor[] keys, values; // [S, H, C, E] by layer
    private readonly long[] shape, lengths;
    private Tensor? index;

    public SlotCache(DecoderModel model, int slots)
    {
        device = model.Device;
        lengths = new long[slots];
        Capacity = model.Config.MaxPositions;
        shape = [slots, model.Config.Heads, Capacity, model.Config.HiddenSize / model.Config.Heads];
        keys = [.. Enumerable.Range(0, model.Config.Layers).Select(_ => zeros(shape, ScalarType.Float32, device).DetachFromDisposeScope())];
        values = [.. Enumerable.Range(0, model.Config.Layers).Select(_ => zeros(shape, ScalarType.Float32, device).DetachFromDisposeScope())];
    }

    /// <summary>Tokens that fit into each slot.</summary>
    public int Capacity { get; }

    /// <summary>What the first tokens of a slot, its prompt, are computed with; the slot's former sequence is forgotten.</summary>
    public IKeyValueCache Prompt(int slot) => new PromptCache(this, slot);

    /// <summary>Forgets the sequence of a slot.</summary>
    public void Clear(int slot) => lengths[slot] = 0;

    /// <summary>One token for each slot. What an empty slot is given is written where its next sequence will overwrite it.</summary>
    public (Tensor Positions, Tensor Mask) Advance(long time)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(time, 1);
        var positions = tensor(lengths, ScalarType.Int64, device);
        index = positions.view(-1, 1, 1, 1).expand(shape[0], shape[1], 1, shape[3]);
        var mask = new float[lengths.Length * Capacity];
        for (var slot = 0; slot < lengths.Length; slot++)
        {
            var seen = (int)lengths[slot] + 1;
            if (seen > Capacity) throw new InvalidOperationException($"The sequence in slot {slot} fills all {Capacity} positions: end it.");
            mask.AsSpan(slot * Capacity + seen, Capacity - seen).Fill(float.NegativeInfinity);
            if (lengths[slot] > 0) lengths[slot]++;
        }
        return (positions, tensor(mask, [lengths.Length, 1, 1, Capacity], ScalarType.Float32, device));
    }

    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        this.keys[layer].scatter_(2, index!, keys);
        this.values[layer].scatter_(2, index!, values);
        return (this.keys[layer], this.values[layer]);
    }

    public void Dispose()
    {
        foreach (var tensor in keys.Concat(values)) tensor.Dispose();
    }

    private sealed class PromptCache(SlotCache slots, int slot) : IKeyValueCache
    {
        public (Tensor Positions, Tensor Mask) Advance(long time)
        {
            slots.lengths[slot] = time;
            var positions = new long[time];
            for (var t = 0; t < time; t++) positions[t] = t;
            var mask = new float[time * time];
            for (var t = 0; t < time; t++) mask.AsSpan((int)(t * time) + t + 1, (int)time - t - 1).Fill(float.NegativeInfinity);
            return (tensor(positions, ScalarType.Int64, slots.device), tensor(mask, [1, 1, time, time], ScalarType.Float32, slots.device));
        }

        // Attention sees the prompt's own tensors and not the slot: their shapes and places in memory are the same in every slot.
        public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
        {
            slots.keys[layer].select(0, slot).narrow(1, 0, keys.shape[2]).copy_(keys.squeeze(0));
            slots.values[layer].select(0, slot).narrow(1, 0, values.shape[2]).copy_(values.squeeze(0));
            return (keys, values);
        }
    }
}
