using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Randomness;

namespace ArenaLearning.LanguageModels.Sampling;

/// <summary>
/// Whether sequences in the slots of a <see cref="SlotDecoder"/> leave each other alone, to the last bit. Equal shapes do not force
/// a matrix product to add up each row in the same order: a library may treat rows at an edge, or off an alignment, in another way. So it
/// is tried, with the model and on the machine that will serve.
/// </summary>
public static class SlotIndependence
{
    private const int Steps = 4;

    /// <returns>True where a sequence has the same logits in every slot, alone and among others of other lengths.</returns>
    public static bool Holds(DecoderParameters parameters, int slots)
    {
        if (slots == 1) return true;
        using var decoder = new SlotDecoder(parameters, slots);
        var config = parameters.Config;
        var room = config.MaxPositions - Steps;
        if (room < 1) return false;
        var prompt = Tokens(Math.Min(room, 24), seed: 1);
        float[][]? alone = null;
        for (var slot = 0; slot < slots; slot++)
        {
            alone ??= Follow(slot, others: false);
            if (!alone.Zip(Follow(slot, others: true)).All(step => step.First.AsSpan().SequenceEqual(step.Second))) return false;
        }
        return true;

        // The logits of the prompt and of each step behind it.
        float[][] Follow(int slot, bool others)
        {
            for (var other = 0; other < slots; other++)
            {
                decoder.End(other);
                if (others && other != slot) decoder.Begin(other, Tokens(1 + other % Math.Min(room, 32), seed: slots + other));
            }
            var logits = new List<float[]> { decoder.Begin(slot, prompt) };
            for (var step = 0; step < Steps; step++)
            {
                for (var other = 0; other < slots; other++) decoder.Append(other, Tokens(1, seed: other == slot ? step : slots * step + other)[0]);
                logits.Add(decoder.Step()[(slot * config.VocabularySize)..((slot + 1) * config.VocabularySize)]);
            }
            return [.. logits];
        }

        int[] Tokens(int count, long seed)
        {
            var random = new SplitMix64(seed);
            return [.. Enumerable.Range(0, count).Select(_ => random.Below(config.VocabularySize))];
        }
    }
}
