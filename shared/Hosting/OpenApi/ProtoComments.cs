using System.Reflection;
using System.Text.RegularExpressions;

namespace ArenaLearning.Hosting.OpenApi;

/// <summary>
/// What the contracts say of their services, methods, messages and fields: the lines of comment right above each. Descriptors of a running
/// program have none, so the files come with the assembly.
/// </summary>
internal sealed partial class ProtoComments
{
    private readonly Dictionary<string, string> comments = new(StringComparer.Ordinal);

    /// <param name="assembly">Has the files as resources.</param>
    public static ProtoComments Of(Assembly assembly)
    {
        var all = new ProtoComments();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".proto", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            all.Read(reader.ReadToEnd());
        }
        return all;
    }

    /// <param name="fullName">For example <c>arena.v1.Campaigns.Start</c>.</param>
    /// <returns>Null where nothing is said.</returns>
    public string? Find(string fullName) => comments.GetValueOrDefault(fullName);

    internal void Read(string text)
    {
        var (scope, above) = (new Stack<string>(), new List<string>());
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                above.Add(line[2..].Trim());
                continue;
            }
            var name = Package().Match(line) is { Success: true } package ? package : Block().Match(line) is { Success: true } block ? block
                : Field().Match(line) is { Success: true } field ? field : null;
            if (name is not null)
            {
                var full = string.Join('.', scope.Reverse().Append(name.Groups["name"].Value).Where(part => part.Length > 0));
                // What stands at the head of a file is said of the file.
                if (above.Count > 0 && scope.Count > 0) comments[full] = string.Join(' ', above);
            }
            if (name?.Groups["package"].Success == true) scope.Push(name.Groups["name"].Value);
            // An option of a method is a block of its own, without a name.
            foreach (var letter in line)
                if (letter == '{') scope.Push(name?.Groups["name"].Value ?? "");
                else if (letter == '}') scope.Pop();
            above.Clear();
        }
    }

    [GeneratedRegex(@"^(?<package>package) (?<name>[\w.]+);")]
    private static partial Regex Package();

    [GeneratedRegex(@"^(?:service|message|enum|rpc) (?<name>\w+)")]
    private static partial Regex Block();

    [GeneratedRegex(@"^(?:(?:repeated|optional) )?(?:[\w.]+|map<[^>]+>) (?<name>\w+) = \d+;")]
    private static partial Regex Field();
}
