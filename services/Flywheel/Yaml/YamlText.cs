using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ArenaLearning.Flywheel.Yaml;

/// <summary>Reads YAML into values that keep their line. Anchors and aliases work; merge keys and tags do not.</summary>
public static class YamlText
{
    /// <summary>Deeper nesting than any file of ours; without a limit a hostile file overflows the stack.</summary>
    private const int MaxDepth = 32;

    /// <param name="text">One document, a mapping.</param>
    /// <param name="source">Named in problems.</param>
    /// <exception cref="FileRefusedException">Not YAML, several documents, a key twice, or no mapping.</exception>
    public static YamlMap ParseFile(string text, string source) =>
        Parse(text, line => new(source, line)) as YamlMap
        ?? throw new FileRefusedException(new(source, 1), "", "must be a YAML mapping of keys to values");

    /// <summary>The value of an option such as <c>--set mining.sft_gap=[3, 1, 1]</c>.</summary>
    /// <exception cref="FileRefusedException">The value is not YAML.</exception>
    public static YamlValue ParseOption(string text, string option) => Parse(text, _ => Origin.OfOption(option));

    private static YamlValue Parse(string text, Func<int, Origin> at)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _)) return new YamlScalar(at(1), "", Plain: true);
            parser.Consume<DocumentStart>();
            var value = new ValueReader(parser, at).Read(line: 0, depth: 0);
            parser.Consume<DocumentEnd>();
            if (!parser.TryConsume<StreamEnd>(out _))
                throw new YamlException(parser.Current!.Start, parser.Current.End, "there is a second document; one is allowed");
            return value;
        }
        catch (YamlException e)
        {
            throw new FileRefusedException(at((int)e.Start.Line), "", $"not YAML: {e.Message.Split(": ", 2)[^1]}");
        }
        // What the library's scanner does not foresee, for example a tab where a plain value goes on.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new FileRefusedException(at((int)(parser.Current?.End.Line ?? 1)), "", "not YAML: it cannot be read from about here on");
        }
    }

    private sealed class ValueReader(Parser parser, Func<int, Origin> at)
    {
        private readonly Dictionary<AnchorName, YamlValue> anchors = [];

        /// <param name="line">Line of the value's key; 0 where it has none and its own line counts.</param>
        /// <param name="depth">Mappings and lists around it.</param>
        public YamlValue Read(int line, int depth)
        {
            var start = parser.Current!.Start;
            if (depth > MaxDepth) throw new YamlException(start, start, $"nested deeper than {MaxDepth} levels");
            var origin = at(line > 0 ? line : (int)start.Line);
            if (parser.TryConsume<AnchorAlias>(out var alias))
                return anchors.TryGetValue(alias.Value, out var known)
                    ? known : throw new YamlException(start, start, $"no anchor &{alias.Value} above this alias");
            if (parser.TryConsume<Scalar>(out var scalar))
                return Keep(scalar, new YamlScalar(origin, scalar.Value, scalar.Style == ScalarStyle.Plain));
            if (parser.TryConsume<SequenceStart>(out var sequence))
                return Keep(sequence, new YamlList(origin, ReadItems(depth)));
            return Keep(parser.Consume<MappingStart>(), new YamlMap(origin, ReadEntries(depth)));
        }

        private List<YamlValue> ReadItems(int depth)
        {
            var items = new List<YamlValue>();
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Read(line: 0, depth + 1));
            return items;
        }

        private Dictionary<string, YamlValue> ReadEntries(int depth)
        {
            var entries = new Dictionary<string, YamlValue>(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (!parser.TryConsume<Scalar>(out var key))
                    throw new YamlException(parser.Current!.Start, parser.Current.End, "a key must be plain text");
                if (entries.ContainsKey(key.Value))
                    throw new YamlException(key.Start, key.End, $"the key \"{key.Value}\" is there twice");
                entries.Add(key.Value, Read((int)key.Start.Line, depth + 1));
            }
            return entries;
        }

        private YamlValue Keep(NodeEvent node, YamlValue value)
        {
            if (!node.Anchor.IsEmpty) anchors[node.Anchor] = value;
            return value;
        }
    }
}
