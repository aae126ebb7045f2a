using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ArenaLearning.Randomness;

namespace ArenaLearning.Benchmarks.NearDuplicates;

/// <summary>
/// A large corpus from a small one. Every text comes once as it is; then copies come in rounds until the size is
/// reached. In a copy most runs of words are replaced by runs of other texts, so that few copies are near duplicates, as in real
/// pools: a share of 0 to 60% of the words is replaced in one copy of five, and all of them in the others.
/// </summary>
internal static class Corpus
{
    private const int RunWords = 12;
    private const double NearShare = 0.2, MostEdited = 0.6;

    /// <param name="field">The JSON field of the texts.</param>
    public static async Task<List<string>> ReadAsync(string path, string field)
    {
        var texts = new List<string>();
        await using var file = File.OpenRead(path);
        await using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            texts.Add(row.RootElement.GetProperty(field).GetString()!);
        }
        return texts;
    }

    public static List<string> Grown(IReadOnlyList<string> texts, long bytes, long seed)
    {
        var random = SplitMix64.Stream(seed, "corpus");
        var words = texts.Select(text => text.Split(' ')).ToArray();
        var corpus = new List<string>(texts);
        var size = texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text));
        while (size < bytes)
            foreach (var original in words)
            {
                if (size >= bytes) break;
                var edited = random.Below(1000) < NearShare * 1000 ? random.Below(1000) / 1000.0 * MostEdited : 1;
                corpus.Add(Copy(original, edited, words, random));
                size += Encoding.UTF8.GetByteCount(corpus[^1]);
            }
        return corpus;
    }

    private static string Copy(string[] original, double edited, string[][] words, SplitMix64 random)
    {
        var copy = new StringBuilder();
        for (var at = 0; at < original.Length; at += RunWords)
        {
            var source = random.Below(1000) < edited * 1000 ? words[random.Below(words.Length)] : original;
            var start = source == original ? at : random.Below(source.Length);
            copy.AppendJoin(' ', source.Skip(start).Take(Math.Min(RunWords, original.Length - at))).Append(' ');
        }
        return copy.ToString(0, copy.Length - 1);
    }
}
