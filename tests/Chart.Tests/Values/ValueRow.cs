using System.Text.RegularExpressions;
using ArenaLearning.Chart.Tests.Rendered;

namespace ArenaLearning.Chart.Tests.Values;

/// <summary>A value of <c>values.yaml</c> as a row of the chart's README: a key that holds no block of others, in the order of the file.</summary>
/// <param name="Key">With dots between.</param>
/// <param name="Default">As it is written.</param>
/// <param name="Description">Of the comment above that begins with <c># --</c>; empty where there is none.</param>
internal sealed partial record ValueRow(string Key, string Default, string Description)
{
    public static IReadOnlyList<ValueRow> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var rows = new List<ValueRow>();
        var blocks = new Stack<(int Indent, string Key)>();
        var description = "";
        foreach (var (index, line) in lines.Index())
        {
            if (Comment().Match(line) is { Success: true } comment) description = comment.Groups["text"].Value;
            if (Pair().Match(line) is not { Success: true } pair) continue;
            var indent = pair.Groups["indent"].Length;
            while (blocks.Count > 0 && blocks.Peek().Indent >= indent) blocks.Pop();
            var key = string.Join('.', blocks.Reverse().Select(block => block.Key).Append(pair.Groups["key"].Value));
            var (value, isDescribed) = (pair.Groups["value"].Value, description.Length > 0);
            if (value.Length > 0) rows.Add(new(key, value, description));
            else
            {
                blocks.Push((indent, pair.Groups["key"].Value));
                // One that is described is one value, however many lines it takes.
                if (isDescribed) rows.Add(new(key, Written(lines, index + 1, indent), description));
            }
            description = "";
        }
        return
        [
            .. rows.Where(row => !rows.Any(other =>
                other.Description.Length > 0 && row != other && row.Key.StartsWith($"{other.Key}.", StringComparison.Ordinal))),
        ];
    }

    public override string ToString() => $"| `{Key}` | `{Default.Replace("|", "\\|", StringComparison.Ordinal)}` | {Description} |";

    /// <summary>A block on one line, as flow.</summary>
    private static string Written(string[] lines, int from, int indent)
    {
        var inside = new string(' ', indent + 1);
        var block = string.Join('\n', lines.Skip(from).TakeWhile(line => line.StartsWith(inside, StringComparison.Ordinal)));
        return YamlNodes.Read(block).Single().ToJsonString().Replace("\"", "", StringComparison.Ordinal).Replace(":", ": ", StringComparison.Ordinal)
            .Replace(",", ", ", StringComparison.Ordinal);
    }

    [GeneratedRegex("^ *# -- (?<text>.+)$")]
    private static partial Regex Comment();

    [GeneratedRegex("^(?<indent> *)(?<key>[A-Za-z][A-Za-z0-9]*):( (?<value>.+))?$")]
    private static partial Regex Pair();
}
