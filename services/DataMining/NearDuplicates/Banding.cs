using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.NearDuplicates;

/// <summary>
/// Bands of a signature (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4): two texts are candidates
/// where all rows of at least one band agree, which happens with probability 1 - (1 - s^rows)^bands.
/// </summary>
internal sealed record Banding(int Bands, int Rows)
{
    /// <summary>The longest bands, and so the fewest candidates, that still find a pair at the threshold with the recall asked for.</summary>
    public static Banding For(NearDuplicateSettings settings)
    {
        for (var rows = settings.Permutations; rows > 1; rows--)
        {
            var banding = new Banding(settings.Permutations / rows, rows);
            if (banding.Probability(settings.Threshold) >= settings.Recall) return banding;
        }
        return new(settings.Permutations, 1);
    }

    public double Probability(double similarity) => 1 - Math.Pow(1 - Math.Pow(similarity, Rows), Bands);

    /// <summary>One key for each band. Unequal bands share one with a probability of 2^-64, which costs a verification.</summary>
    public void Keys(ReadOnlySpan<uint> signature, Span<ulong> keys)
    {
        for (var band = 0; band < Bands; band++)
        {
            var key = (ulong)band;
            foreach (var place in signature.Slice(band * Rows, Rows)) key = SplitMix64.Mix(key ^ place) + 0x9E3779B97F4A7C15;
            keys[band] = key;
        }
    }
}
