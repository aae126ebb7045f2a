using System.Text.RegularExpressions;

namespace ArenaLearning.DataMining.Cleaning;

/// <summary>
/// Words, phrases and regular expressions that a conversation must not hold. One a line: <c>word: W</c> and
/// <c>phrase: P</c> match whole words whatever their case, <c>regex: R</c> anywhere. A line <c>[NAME]</c> starts a
/// category; <c>#</c> starts a comment.
/// </summary>
public sealed class RuleList
{
    private readonly IReadOnlyList<Category> categories;

    private RuleList(string sha256, IReadOnlyList<Category> categories, int count) =>
        (Sha256, this.categories, Count) = (sha256, categories, count);

    public string Sha256 { get; }

    public int Count { get; }

    /// <summary>The list that is shipped: small, and strict enough not to take harmless questions.</summary>
    public static RuleList Default { get; } = Parse(DataText.Read("toxic-and-illegal.txt"), "the default list");

    /// <param name="source">Named in problems.</param>
    /// <exception cref="InvalidDataException">Names every line that is wrong.</exception>
    public static RuleList Parse(string text, string source)
    {
        var patterns = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var problems = new List<string>();
        var category = "rules";
        foreach (var (index, written) in text.Split('\n').Index())
        {
            var line = written.Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == '[' && line[^1] == ']') category = line[1..^1].Trim();
            else if (Pattern(line, out var problem) is { } pattern)
            {
                if (!patterns.TryGetValue(category, out var list)) patterns[category] = list = [];
                list.Add(pattern);
            }
            else problems.Add($"{source}:{index + 1}: {problem}");
        }
        if (problems.Count > 0) throw new InvalidDataException(string.Join('\n', problems));
        return new(
            Contracts.Artifacts.ContentHash.OfText(text), [.. patterns.Select(entry => new Category(entry.Key, Expression(string.Join('|', entry.Value))))],
            patterns.Values.Sum(list => list.Count));
    }

    /// <summary>The category and the words of the first rule that the text breaks; null where it breaks none.</summary>
    public string? FirstBroken(string text)
    {
        foreach (var category in categories)
            if (category.Expression.Match(text) is { Success: true } match)
                return $"{category.Name}: {match.Value}";
        return null;
    }

    private static string? Pattern(string line, out string problem)
    {
        problem = "must be `word: W`, `phrase: P`, `regex: R`, `[CATEGORY]` or a comment after #";
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || line[(colon + 1)..].Trim() is not { Length: > 0 } value) return null;
        switch (line[..colon].TrimEnd())
        {
            case "word" or "phrase":
                return $@"\b{string.Join(@"\s+", value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape))}\b";
            case "regex":
                try
                {
                    Expression(value);
                    return $"(?:{value})";
                }
                catch (Exception e) when (e is ArgumentException or NotSupportedException)
                {
                    problem = $"not a regular expression that can be used (no look-around, no back-references): {e.Message}";
                    return null;
                }
            default:
                return null;
        }
    }

    // Without backtracking the time is linear in the text, whatever a list and a prompt hold.
    private static Regex Expression(string pattern) =>
        new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private sealed record Category(string Name, Regex Expression);
}
