using System.Globalization;
using System.Numerics;

namespace ArenaLearning.Flywheel.Yaml;

/// <summary>
/// Reads the keys of one mapping. A value that is missing or wrong is noted and read as a zero of its type, so that
/// one pass finds every problem; what was read may be used only where no problem was noted.
/// </summary>
public sealed class YamlSection
{
    private readonly YamlMap? map;
    private readonly string path;
    private readonly ICollection<FileProblem> problems;
    private readonly List<string> known = [];

    /// <param name="map">Null where the section itself is missing: its keys are then not reported one by one.</param>
    private YamlSection(YamlMap? map, string path, ICollection<FileProblem> problems) =>
        (this.map, this.path, this.problems) = (map, path, problems);

    /// <summary>Reads a whole file and notes what is wrong with it.</summary>
    public static T ReadFile<T>(YamlMap file, ICollection<FileProblem> problems, Func<YamlSection, T> read) =>
        Read(file, "", problems, read);

    public bool Has(string key) => map?.Entries.ContainsKey(key) == true;

    public T Section<T>(string key, Func<YamlSection, T> read) => Read(Value(key), Path(key), problems, read);

    /// <summary>A section that may be missing.</summary>
    public T? OptionalSection<T>(string key, Func<YamlSection, T> read) where T : class =>
        Listed(key) ? Section(key, read) : null;

    /// <summary>A list of mappings with at least one item.</summary>
    public IReadOnlyList<T> Sections<T>(string key, Func<YamlSection, T> read) =>
        Items(key, "a list of mappings", (item, itemPath) => Read(item, itemPath, problems, read));

    /// <summary>A list of mappings that may be missing.</summary>
    public IReadOnlyList<T> OptionalSections<T>(string key, Func<YamlSection, T> read) =>
        !Listed(key) || map!.Entries[key] is YamlList { Items.Count: 0 } ? [] : Sections(key, read);

    /// <summary>A list of numbers with at least one item.</summary>
    public IReadOnlyList<double> Numbers(string key, Allowed allowed) =>
        Items(key, "a list of numbers", (item, itemPath) => ReadNumber(item, itemPath, allowed));

    /// <summary>A number for each name; every name must be known. In ordinal order of the names.</summary>
    public IReadOnlyDictionary<string, double> NumberByName(string key, IReadOnlyList<string> names, Allowed allowed) =>
        Section(key, section => new SortedDictionary<string, double>(
            names.Where(section.Listed).ToDictionary(name => name, name => section.Number(name, allowed)), StringComparer.Ordinal));

    /// <param name="fallback">Read where the key is missing; null where it must be there.</param>
    public string Text(string key, string? fallback = null)
    {
        if (fallback is not null && !Listed(key)) return fallback;
        var value = Value(key);
        if (value is YamlScalar { IsNull: false } scalar && scalar.Text.Length > 0) return scalar.Text;
        Note(value, key, "must be text");
        return "";
    }

    /// <summary>Text that may be missing.</summary>
    public string? OptionalText(string key) => Listed(key) ? Text(key) : null;

    /// <summary>One of some words.</summary>
    /// <inheritdoc cref="Text"/>
    public string Word(string key, IReadOnlyList<string> words, string? fallback = null)
    {
        if (fallback is not null && !Listed(key)) return fallback;
        return ReadWord(Value(key), Path(key), words);
    }

    /// <summary>A word that stands for a value, or a mapping that spells one out.</summary>
    public T WordOrSection<T>(string key, string word, T ofWord, Func<YamlSection, T> read)
    {
        if (Listed(key) && map!.Entries[key] is YamlMap) return Section(key, read);
        var value = Value(key);
        if (value is not (null or YamlScalar) || (value is YamlScalar scalar && scalar.Text != word))
            Note(value, key, $"must be {word} or a mapping of keys to values");
        return ofWord;
    }

    /// <summary>A list of some words with at least one item; it may be missing.</summary>
    public IReadOnlyList<string>? OptionalWords(string key, IReadOnlyList<string> words) => Listed(key)
        ? Items(key, $"a list of {string.Join(", ", words)}", (item, itemPath) => ReadWord(item, itemPath, words)) : null;

    /// <inheritdoc cref="Text"/>
    public bool Flag(string key, bool? fallback = null)
    {
        if (fallback is { } otherwise && !Listed(key)) return otherwise;
        var value = Value(key);
        if (value is YamlScalar { Plain: true, Text: "true" or "false" } scalar) return scalar.Text == "true";
        Note(value, key, "must be true or false");
        return false;
    }

    /// <summary>A whole number that may be missing.</summary>
    public T? OptionalWhole<T>(string key, T least, T most) where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        Listed(key) ? Whole(key, least, most) : null;

    /// <summary>A whole number, both bounds allowed.</summary>
    public T Whole<T>(string key, T least, T most) where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var value = Value(key);
        if (value is YamlScalar { Plain: true } scalar
            && T.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
            return number;
        Note(value, key, most == T.MaxValue
            ? $"must be a whole number of at least {least}" : $"must be a whole number from {least} to {most}");
        return T.Zero;
    }

    /// <summary>A count: a whole number of at least 1.</summary>
    /// <inheritdoc cref="Text"/>
    public int Count(string key, int? fallback = null) =>
        fallback is { } otherwise && !Listed(key) ? otherwise : Whole(key, 1, int.MaxValue);

    /// <summary>A count that may be missing.</summary>
    public int? OptionalCount(string key) => Listed(key) ? Count(key) : null;

    /// <inheritdoc cref="Text"/>
    public double Number(string key, Allowed allowed, double? fallback = null) =>
        fallback is { } otherwise && !Listed(key) ? otherwise : ReadNumber(Value(key), Path(key), allowed);

    /// <summary>A number that may be missing.</summary>
    public double? OptionalNumber(string key, Allowed allowed) => Listed(key) ? Number(key, allowed) : null;

    private static T Read<T>(YamlValue? value, string path, ICollection<FileProblem> problems, Func<YamlSection, T> read)
    {
        if (value is not null and not YamlMap)
            problems.Add(new(value.Origin, path, $"must be a mapping of keys to values, is {value.Describe()}"));
        var section = new YamlSection(value as YamlMap, path, problems);
        var result = read(section);
        section.NoteUnknownKeys();
        return result;
    }

    private List<T> Items<T>(string key, string kind, Func<YamlValue, string, T> read)
    {
        var value = Value(key);
        if (value is YamlList { Items.Count: > 0 } list)
            return [.. list.Items.Select((item, index) => read(item, $"{Path(key)}.{index}"))];
        Note(value, key, $"must be {kind} with at least one item");
        return [];
    }

    private string ReadWord(YamlValue? value, string at, IReadOnlyList<string> words)
    {
        if (value is YamlScalar scalar && words.Contains(scalar.Text, StringComparer.Ordinal)) return scalar.Text;
        if (value is not null) problems.Add(new(value.Origin, at, $"must be {OneOf(words)}, is {value.Describe()}"));
        return words[0];
    }

    private double ReadNumber(YamlValue? value, string at, Allowed allowed)
    {
        if (value is YamlScalar { Plain: true } scalar
            && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && allowed.Contains(number))
            return number;
        if (value is not null) problems.Add(new(value.Origin, at, $"must be {allowed}, is {value.Describe()}"));
        return 0;
    }

    /// <summary>The key's value; null where it is missing, which is noted.</summary>
    private YamlValue? Value(string key)
    {
        if (Listed(key)) return map!.Entries[key];
        if (map is not null) problems.Add(new(map.Origin, Path(key), "is missing"));
        return null;
    }

    private bool Listed(string key)
    {
        if (!known.Contains(key)) known.Add(key);
        return Has(key);
    }

    private void Note(YamlValue? value, string key, string what)
    {
        if (value is not null) problems.Add(new(value.Origin, Path(key), $"{what}, is {value.Describe()}"));
    }

    private void NoteUnknownKeys()
    {
        if (map is null) return;
        foreach (var (key, value) in map.Entries.Where(e => !known.Contains(e.Key)))
        {
            var hint = Spelling.Nearest(key, known) is { } nearest ? $"; did you mean {nearest}?" : "";
            problems.Add(new(value.Origin, Path(key), $"unknown key{hint} (allowed: {string.Join(", ", known)})"));
        }
    }

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string OneOf(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
}
