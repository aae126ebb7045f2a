using System.Runtime.InteropServices;

namespace ArenaLearning.DataMining.NearDuplicates;

/// <summary>
/// Keeps the first of near duplicates: a text is dropped where it is one of an earlier text that was kept. A text like
/// a dropped one may stay, so that a chain of small changes does not take everything with it. Only kept texts are compared with, and few
/// of them are alike, so a template with a thousand fillings costs a thousand comparisons and not half a million.
/// </summary>
public static class NearDuplicateFilter
{
    /// <returns>A pair for each dropped text, in order: <c>Second</c> is dropped, <c>First</c> the most similar one that was kept.</returns>
    public static IReadOnlyList<NearDuplicatePair> Find(
        IReadOnlyList<string> texts, NearDuplicateSettings settings, CancellationToken cancellationToken = default)
    {
        var signed = SignedTexts.Of(texts, settings, cancellationToken);
        var kept = new KeptTexts(signed);
        var dropped = new List<NearDuplicatePair>();
        for (var text = 0; text < signed.Count; text++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (kept.MostSimilar(text) is { } pair && pair.Similarity >= settings.Threshold) dropped.Add(pair);
            else kept.Add(text);
        }
        return dropped;
    }

    /// <summary>For each key of a band, the kept texts that have it, as a linked list.</summary>
    private sealed class KeptTexts(SignedTexts signed)
    {
        private const int None = -1;

        private readonly int bands = signed.Banding.Bands;
        private readonly Dictionary<ulong, int> newest = new(signed.Count);
        private readonly int[] nextOlder = new int[(long)signed.Count * signed.Banding.Bands];

        public void Add(int text)
        {
            var keys = signed.Keys(text);
            for (var band = 0; band < bands; band++)
            {
                ref var newest = ref CollectionsMarshal.GetValueRefOrAddDefault(this.newest, keys[band], out var exists);
                nextOlder[text * bands + band] = exists ? newest : None;
                newest = text;
            }
        }

        public NearDuplicatePair? MostSimilar(int text)
        {
            NearDuplicatePair? best = null;
            var keys = signed.Keys(text);
            for (var band = 0; band < bands; band++)
            {
                var candidate = newest.GetValueOrDefault(keys[band], None);
                for (; candidate != None; candidate = nextOlder[candidate * bands + band])
                {
                    if (signed.ShareAnEarlierBand(candidate, text, band)) continue;
                    var similarity = signed.Similarity(candidate, text);
                    if (best is not { } found || similarity > found.Similarity || (similarity == found.Similarity && candidate < found.First))
                        best = new(candidate, text, similarity);
                }
            }
            return best;
        }
    }
}
