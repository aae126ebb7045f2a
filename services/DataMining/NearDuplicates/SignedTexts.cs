using System.Collections.Concurrent;

namespace ArenaLearning.DataMining.NearDuplicates;

/// <summary>The shingles and band keys of many texts. Each depends on its text alone, so any number of threads gives the same.</summary>
internal sealed class SignedTexts
{
    private const int TextsInARange = 64;

    private readonly ulong[][] shingles;
    private readonly bool[] isSet;
    private readonly ulong[] keys;

    private SignedTexts(int count, Banding banding)
    {
        Banding = banding;
        shingles = new ulong[count][];
        isSet = new bool[count];
        keys = new ulong[(long)count * banding.Bands];
    }

    public Banding Banding { get; }

    public int Count => shingles.Length;

    public static SignedTexts Of(IReadOnlyList<string> texts, NearDuplicateSettings settings, CancellationToken cancellationToken)
    {
        var signed = new SignedTexts(texts.Count, Banding.For(settings));
        var hasher = new MinHasher(settings.Permutations, settings.Seed);
        if (texts.Count == 0) return signed;
        Parallel.ForEach(
            Partitioner.Create(0, texts.Count, TextsInARange), new() { CancellationToken = cancellationToken },
            () => (Scratch: Array.Empty<ulong>(), Signature: new uint[settings.Permutations]),
            (range, _, room) =>
            {
                for (var i = range.Item1; i < range.Item2; i++)
                {
                    signed.shingles[i] = Shingles.Hash(texts[i], settings.ShingleWords, ref room.Scratch);
                    hasher.Sign(signed.shingles[i], room.Signature);
                    signed.Banding.Keys(room.Signature, signed.Keys(i));
                }
                return room;
            },
            _ => { });
        return signed;
    }

    /// <summary>The band keys of a text.</summary>
    public Span<ulong> Keys(int text) => keys.AsSpan(text * Banding.Bands, Banding.Bands);

    /// <summary>Exact, but for collisions of 64-bit hashes. Thread-safe only for texts whose sets are sorted.</summary>
    public double Similarity(int first, int second) => Shingles.Jaccard(Set(first), Set(second));

    /// <summary>Sorts the sets of these texts, so that their similarities can be asked for by several threads.</summary>
    /// <param name="texts">Each once.</param>
    public void SortSets(IReadOnlyList<int> texts, CancellationToken cancellationToken) =>
        Parallel.For(0, texts.Count, new() { CancellationToken = cancellationToken }, i => Set(texts[i]));

    public bool SetsAreEqual(int first, int second) =>
        Keys(first).SequenceEqual(Keys(second)) && Set(first).AsSpan().SequenceEqual(Set(second));

    /// <summary>Whether two texts were candidates already in a band before this one.</summary>
    public bool ShareAnEarlierBand(int first, int second, int band)
    {
        ReadOnlySpan<ulong> a = Keys(first)[..band], b = Keys(second)[..band];
        for (var i = 0; i < a.Length; i++)
            if (a[i] == b[i])
                return true;
        return false;
    }

    /// <summary>The sorted set of a text's shingles, sorted when first asked for: most texts have no candidate.</summary>
    private ulong[] Set(int text)
    {
        if (!isSet[text]) (shingles[text], isSet[text]) = (Shingles.ToSet(shingles[text]), true);
        return shingles[text];
    }
}
