using System.Runtime.InteropServices;
using ArenaLearning.Randomness;
using Microsoft.Extensions.AI;

namespace ArenaLearning.DataMining.Embeddings;

/// <summary>
/// Embeddings without a model: words, pairs of words and the four-character pieces of words, hashed into a vector with
/// signs (Weinberger et al., "Feature hashing for large scale multitask learning", 2009), each with the square root of
/// its count. They know what texts share in words, not in meaning: a fallback where there is no embedding model.
/// </summary>
public sealed class HashedNGramEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Dimension = 512;

    private const int PieceLength = 4;

    /// <summary>Weight of a pair of words and of a piece, against 1 for a word.</summary>
    private const float PairWeight = 0.5f, PieceWeight = 0.25f;

    /// <summary>Words so short are mostly grammar; they weigh less.</summary>
    private const int ShortWord = 3;
    private const float ShortWordWeight = 0.2f;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text => new Embedding<float>(Embed(text)))));

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() { }

    private static float[] Embed(string text)
    {
        var features = new Dictionary<ulong, (int Count, float Weight)>();
        var words = string.Concat(text.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            Add(words[i], words[i].Length <= ShortWord ? ShortWordWeight : 1);
            if (i > 0) Add($"{words[i - 1]} {words[i]}", PairWeight);
            for (var at = 0; words[i].Length > PieceLength && at + PieceLength <= words[i].Length; at++)
                Add($"#{words[i].AsSpan(at, PieceLength)}", PieceWeight);
        }
        var vector = new float[Dimension];
        foreach (var (hash, (count, weight)) in features)
            vector[hash % Dimension] += (hash >> 63 == 0 ? weight : -weight) * MathF.Sqrt(count);
        return vector;

        void Add(string feature, float weight)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(features, Hash(feature), out _);
            entry = (entry.Count + 1, weight);
        }
    }

    private static ulong Hash(string feature)
    {
        var hash = 0UL;
        foreach (var character in feature) hash = SplitMix64.Mix(hash + character + 1);
        return hash;
    }
}
