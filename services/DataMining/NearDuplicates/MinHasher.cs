using System.Runtime.Intrinsics;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.NearDuplicates;

/// <summary>
/// MinHash signatures (Broder et al., "Min-wise independent permutations", 2000): two sets agree at a place of their
/// signatures with the probability of their Jaccard similarity. Permutation p maps a shingle x to a_p x + b_p modulo
/// 2^32 with a_p odd; x is well mixed before.
/// </summary>
internal sealed class MinHasher
{
    private readonly Vector256<uint>[] factors;
    private readonly Vector256<uint>[] offsets;

    /// <param name="permutations">A multiple of 8.</param>
    public MinHasher(int permutations, long seed)
    {
        if (permutations <= 0 || permutations % Vector256<uint>.Count != 0)
            throw new ArgumentException($"{permutations} permutations: give a multiple of {Vector256<uint>.Count}", nameof(permutations));
        var random = SplitMix64.Stream(seed, "minhash");
        (factors, offsets) = (Draw(odd: 1), Draw(odd: 0));

        Vector256<uint>[] Draw(uint odd)
        {
            var vectors = new Vector256<uint>[permutations / Vector256<uint>.Count];
            Span<uint> lanes = stackalloc uint[Vector256<uint>.Count];
            for (var i = 0; i < vectors.Length; i++)
            {
                for (var lane = 0; lane < lanes.Length; lane++) lanes[lane] = (uint)(random.Next() >> 32) | odd;
                vectors[i] = Vector256.Create<uint>(lanes);
            }
            return vectors;
        }
    }

    public int Permutations => factors.Length * Vector256<uint>.Count;

    /// <param name="shingles">At least one; repetitions change nothing.</param>
    /// <param name="signature">One place for each permutation.</param>
    public void Sign(ReadOnlySpan<ulong> shingles, Span<uint> signature)
    {
        // Four vectors at a time stay in registers while the shingles run through.
        var vector = 0;
        for (; vector + 4 <= factors.Length; vector += 4) SignFour(shingles, vector, signature);
        for (; vector < factors.Length; vector++) SignOne(shingles, vector, signature);
    }

    private void SignFour(ReadOnlySpan<ulong> shingles, int vector, Span<uint> signature)
    {
        Vector256<uint> a0 = factors[vector], a1 = factors[vector + 1], a2 = factors[vector + 2], a3 = factors[vector + 3];
        Vector256<uint> b0 = offsets[vector], b1 = offsets[vector + 1], b2 = offsets[vector + 2], b3 = offsets[vector + 3];
        Vector256<uint> least0 = Vector256<uint>.AllBitsSet, least1 = least0, least2 = least0, least3 = least0;
        foreach (var shingle in shingles)
        {
            var x = Vector256.Create((uint)(shingle >> 32));
            least0 = Vector256.Min(least0, x * a0 + b0);
            least1 = Vector256.Min(least1, x * a1 + b1);
            least2 = Vector256.Min(least2, x * a2 + b2);
            least3 = Vector256.Min(least3, x * a3 + b3);
        }
        var places = signature[(vector * Vector256<uint>.Count)..];
        least0.CopyTo(places);
        least1.CopyTo(places[Vector256<uint>.Count..]);
        least2.CopyTo(places[(2 * Vector256<uint>.Count)..]);
        least3.CopyTo(places[(3 * Vector256<uint>.Count)..]);
    }

    private void SignOne(ReadOnlySpan<ulong> shingles, int vector, Span<uint> signature)
    {
        var least = Vector256<uint>.AllBitsSet;
        foreach (var shingle in shingles)
            least = Vector256.Min(least, Vector256.Create((uint)(shingle >> 32)) * factors[vector] + offsets[vector]);
        least.CopyTo(signature[(vector * Vector256<uint>.Count)..]);
    }
}
