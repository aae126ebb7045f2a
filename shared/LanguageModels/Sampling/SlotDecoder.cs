using ArenaLearning.LanguageModels.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.LanguageModels.Sampling;

/// <summary>
/// Decodes sequences that come and go, all of them together, one token a step. Each holds one of S slots. A sequence's logits depend on its
/// tokens and on S, and not on its slot, on who else is there or on when they come: prompts are computed alone, and steps always over S
/// rows and all positions (<see cref="SlotCache"/>). A <see cref="BatchSampler"/>'s batches, which shrink, cannot promise that.
/// </summary>
/// <remarks>Not safe for several threads; V is the vocabulary.</remarks>
public sealed class SlotDecoder : IDisposable
{
    private readonly DecoderModel model;
    private readonly SlotCache cache;
    private readonly long[] next;

    /// <param name="slots">Sequences at once, 1 or more: each takes memory, and time at every step, whether it is used or not.</param>
    public SlotDecoder(DecoderParameters parameters, int slots)
    {
        next = new long[slots];
        model = new(parameters, trainable: false);
        cache = new(model, slots);
    }

    public int Slots => next.Length;

    /// <summary>Takes a slot for a new sequence.</summary>
    /// <returns>[V]: logits of the token behind the prompt.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or leaves no room for a token behind it.</exception>
    public float[] Begin(int slot, int[] prompt)
    {
        if (prompt.Length == 0 || prompt.Length >= cache.Capacity)
            throw new ArgumentException($"A prompt of {prompt.Length} tokens does not fit: from 1 to {cache.Capacity - 1} do.", nameof(prompt));
        return Logits([.. prompt.Select(id => (long)id)], [1, prompt.Length], cache.Prompt(slot));
    }

    /// <summary>What the next <see cref="Step"/> appends to the sequence of a slot.</summary>
    public void Append(int slot, int token) => next[slot] = token;

    /// <summary>Appends to every sequence the token that it was given.</summary>
    /// <returns>[S, V], flat: logits of the token behind each sequence; those of a free slot mean nothing.</returns>
    /// <exception cref="InvalidOperationException">A sequence fills all the model's positions.</exception>
    public float[] Step() => Logits(next, [Slots, 1], cache);

    /// <summary>Frees a slot.</summary>
    public void End(int slot)
    {
        next[slot] = 0;
        cache.Clear(slot);
    }

    public void Dispose()
    {
        cache.Dispose();
        model.Dispose();
    }

    private float[] Logits(long[] tokens, long[] shape, IKeyValueCache cache)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        return model.Logits(model.HiddenOfNext(tensor(tokens, shape, ScalarType.Int64, model.Device), cache)).cpu().data<float>().ToArray();
    }
}
