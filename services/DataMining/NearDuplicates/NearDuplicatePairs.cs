namespace ArenaLearning.DataMining.NearDuplicates;

/// <summary>Every pair of near duplicates in a collection of texts.</summary>
/// <param name="SameAs">
/// For each text the index of the first one with the same set of shingles, which may be itself. Texts that are the same
/// are not listed in pairs, since a thousand copies have half a million of them.
/// </param>
/// <param name="Distinct">The pairs of texts that are the first with their sets, in ascending order.</param>
public sealed record NearDuplicatePairs(IReadOnlyList<int> SameAs, IReadOnlyList<NearDuplicatePair> Distinct)
{
    /// <summary>Pairs of texts in all, those of copies included.</summary>
    public long Count
    {
        get
        {
            var copies = new long[SameAs.Count];
            foreach (var first in SameAs) copies[first]++;
            return copies.Sum(count => count * (count - 1) / 2)
                + Distinct.Sum(pair => copies[pair.First] * copies[pair.Second]);
        }
    }

    /// <summary>
    /// Finds the pairs by MinHash-LSH (Indyk and Motwani, "Approximate nearest neighbors", 1998) and verifies each:
    /// every pair found is one; how many are missed, <see cref="NearDuplicateSettings.Recall"/> bounds.
    /// </summary>
    /// <returns>The same for any number of threads.</returns>
    public static NearDuplicatePairs Find(
        IReadOnlyList<string> texts, NearDuplicateSettings settings, CancellationToken cancellationToken = default)
    {
        var signed = SignedTexts.Of(texts, settings, cancellationToken);
        var sameAs = FirstWithTheSameSet(signed);
        var distinct = Enumerable.Range(0, signed.Count).Where(text => sameAs[text] == text).ToArray();
        var buckets = new int[signed.Banding.Bands][][];
        Parallel.For(
            0, buckets.Length, new() { CancellationToken = cancellationToken }, band => buckets[band] = BucketsOf(signed, distinct, band));
        signed.SortSets([.. buckets.SelectMany(band => band).SelectMany(bucket => bucket).Distinct()], cancellationToken);
        var pairs = new List<NearDuplicatePair>[buckets.Length];
        Parallel.For(
            0, buckets.Length, new() { CancellationToken = cancellationToken },
            band => pairs[band] = Verified(signed, buckets[band], band, settings.Threshold));
        return new(sameAs, [.. pairs.SelectMany(found => found).OrderBy(pair => pair.First).ThenBy(pair => pair.Second)]);
    }

    private static int[] FirstWithTheSameSet(SignedTexts signed)
    {
        var sameAs = new int[signed.Count];
        var firsts = new Dictionary<ulong, List<int>>();
        for (var text = 0; text < sameAs.Length; text++)
        {
            var keys = 0UL;
            foreach (var key in signed.Keys(text)) keys += key;
            if (!firsts.TryGetValue(keys, out var candidates)) firsts[keys] = candidates = [];
            sameAs[text] = candidates.FirstOrDefault(first => signed.SetsAreEqual(first, text), text);
            if (sameAs[text] == text) candidates.Add(text);
        }
        return sameAs;
    }

    /// <summary>The texts that share their key of one band with others.</summary>
    private static int[][] BucketsOf(SignedTexts signed, int[] texts, int band)
    {
        var keys = Array.ConvertAll(texts, text => signed.Keys(text)[band]);
        var sorted = texts.ToArray();
        Array.Sort(keys, sorted);
        var buckets = new List<int[]>();
        for (int start = 0, end; start < keys.Length; start = end)
        {
            for (end = start + 1; end < keys.Length && keys[end] == keys[start];) end++;
            if (end - start == 1) continue;
            var bucket = sorted[start..end];
            Array.Sort(bucket);
            buckets.Add(bucket);
        }
        return [.. buckets];
    }

    private static List<NearDuplicatePair> Verified(SignedTexts signed, int[][] buckets, int band, double threshold)
    {
        var pairs = new List<NearDuplicatePair>();
        foreach (var texts in buckets)
            for (var i = 0; i < texts.Length; i++)
                for (var j = i + 1; j < texts.Length; j++)
                    if (!signed.ShareAnEarlierBand(texts[i], texts[j], band)
                        && signed.Similarity(texts[i], texts[j]) is var similarity && similarity >= threshold)
                        pairs.Add(new(texts[i], texts[j], similarity));
        return pairs;
    }
}
