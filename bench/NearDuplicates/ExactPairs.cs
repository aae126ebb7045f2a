using System.Text.RegularExpressions;
using ArenaLearning.DataMining.NearDuplicates;

namespace ArenaLearning.Benchmarks.NearDuplicates;

/// <summary>
/// The exact answer, found without hashing texts into signatures: an inverted index from shingle to texts counts what
/// every two texts share. Shingles are compared as strings of words, so that it shares no code with the search.
/// </summary>
internal static partial class ExactPairs
{
    public static HashSet<(int First, int Second)> Find(IReadOnlyList<string> texts, NearDuplicateSettings settings)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = new List<List<int>>();
        var sizes = new int[texts.Count];
        var pairs = new HashSet<(int, int)>();
        for (var second = 0; second < texts.Count; second++)
        {
            var set = Set(texts[second], settings.ShingleWords).Select(Number).ToArray();
            sizes[second] = set.Length;
            var shared = new Dictionary<int, int>();
            foreach (var shingle in set)
                foreach (var first in index[shingle])
                    shared[first] = shared.GetValueOrDefault(first) + 1;
            foreach (var (first, count) in shared)
                if (count / (double)(sizes[first] + sizes[second] - count) >= settings.Threshold)
                    pairs.Add((first, second));
            foreach (var shingle in set) index[shingle].Add(second);
        }
        return pairs;

        int Number(string shingle)
        {
            if (numbers.TryGetValue(shingle, out var number)) return number;
            index.Add([]);
            return numbers[shingle] = index.Count - 1;
        }
    }

    private static HashSet<string> Set(string text, int shingleWords)
    {
        var words = Word().Matches(text.ToLowerInvariant()).Select(match => match.Value).ToArray();
        if (words.Length == 0) return [text.Trim()];
        if (words.Length <= shingleWords) return [string.Join(' ', words)];
        return [.. Enumerable.Range(0, words.Length - shingleWords + 1).Select(i => string.Join(' ', words, i, shingleWords))];
    }

    /// <summary>Letters, digits, combining marks and what stands in two UTF-16 units; Chinese, Japanese and Korean by the character.</summary>
    [GeneratedRegex(
        @"[\u3040-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF-[^\p{L}\p{Nd}\p{Mn}\p{Mc}]]"
        + @"|[\p{L}\p{Nd}\p{Mn}\p{Mc}\p{Cs}-[\u3040-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF]]+")]
    private static partial Regex Word();
}
