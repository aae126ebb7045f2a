namespace ArenaLearning.Settings;

/// <summary>Which known word a person most likely meant.</summary>
public static class Spelling
{
    /// <returns>The nearest word, if at most a third of the letters (and two at least) differ; else null.</returns>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var (nearest, distance) = known
            .Select(k => (Word: k, Distance: EditDistance(Normal(word), Normal(k))))
            .OrderBy(k => k.Distance).ThenBy(k => k.Word, StringComparer.Ordinal)
            .FirstOrDefault((Word: "", Distance: int.MaxValue));
        return distance <= Math.Max(2, word.Length / 3) && distance < word.Length ? nearest : null;
    }

    private static string Normal(string word) => word.Replace('-', '_').ToLowerInvariant();

    /// <summary>Levenshtein distance: the least number of letters inserted, dropped or replaced.</summary>
    internal static int EditDistance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[b.Length];
    }
}
