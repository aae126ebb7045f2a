using System.Collections.Concurrent;

namespace ArenaLearning.DataMining.NearDuplicates;

/// <summary>The shingles and band keys of many texts. Each depends on its text alone, so any number of threads gives the same.</summary>
internal sealed class SignedTexts
{
    private const int TextsInARange = 64;

    private readonly ulong[][] _shingles;
    private readonly bool[] _isSet;
    private readonly ulong[] _keys;

    private SignedTexts(int count, Banding banding)
    {
        Banding = banding;
        _shingles = new ulong[count][];
        _isSet = new bool[count];
        _keys = new ulong[(long)count * banding.Bands];
    }

    public Banding Banding { get; }

    public int Count => _shingles.Length;

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
                    signed._shingles[i] = Shingles.Hash(texts[i], settings.ShingleWords, ref room.Scratch);
                    hasher.Sign(signed._shingles[i], room.Signature);
                    signed.Banding.Keys(room.Signature, signed.Keys(i));
                }
                return room;
            },
            _ => { });
        return signed;
    }

    /// <summary>The band keys of a text.</summary>
    public Span<ulong> Keys(int text) => _keys.AsSpan(text * Banding.Bands, Banding.Bands);

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
        if (!_isSet[text]) (_shingles[text], _isSet[text]) = (Shingles.ToSet(_shingles[text]), true);
        return _shingles[text];
    }
}
