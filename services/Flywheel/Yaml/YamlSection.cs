using System.Globalization;
using System.Numerics;
using ArenaLearning.Settings;

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
    private readonly ICollection<string> keysRead;
    private readonly List<string> known = [];

    // What the mapping is, where its keys depend on its kind, for example "a judge of kind llm".
    private string? what;

    /// <param name="map">Null where the section itself is missing: its keys are then not reported one by one.</param>
    private YamlSection(YamlMap? map, string path, ICollection<FileProblem> problems, ICollection<string> keysRead) =>
        (this.map, this.path, this.problems, this.keysRead) = (map, path, problems, keysRead);

    /// <summary>Reads a whole file and notes what is wrong with it.</summary>
    /// <param name="keysRead">Takes the paths of all keys that the file may have, as far as its sections are there.</param>
    public static T ReadFile<T>(YamlMap file, ICollection<FileProblem> problems, Func<YamlSection, T> read, ICollection<string>? keysRead = null) =>
        new YamlSection(file, "", problems, keysRead ?? []).Read(file, "", read);

    public bool Has(string key) => map?.Entries.ContainsKey(key) == true;

    /// <summary>Whether a key that may be missing is a mapping.</summary>
    public bool IsSection(string key) => Listed(key) && map!.Entries[key] is YamlMap;

    /// <summary>Notes what is wrong with a key beyond its own value, or that it is missing.</summary>
    public void Refuse(string key, string what)
    {
        if (map is not null) problems.Add(new((map.Entries.GetValueOrDefault(key) ?? map).Origin, Path(key), what));
    }

    public T Section<T>(string key, Func<YamlSection, T> read) => Read(Value(key), Path(key), read);

    /// <summary>A section that may be missing.</summary>
    public T? OptionalSection<T>(string key, Func<YamlSection, T> read) where T : class =>
        Listed(key) ? Section(key, read) : null;

    /// <summary>A list of mappings with at least one item.</summary>
    public IReadOnlyList<T> Sections<T>(string key, Func<YamlSection, T> read) =>
        Items(key, "a list of mappings", (item, itemPath) => Read(item, itemPath, read));

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

    /// <summary>
    /// The mapping as one of some kinds, by its key <c>kind</c>. A key that its kind does not have is refused with the name of the kind and
    /// the keys that it has; of a mapping whose kind is none, or has no place here, only that is said.
    /// </summary>
    /// <param name="noun">What the mapping is, for example <c>a judge</c>.</param>
    /// <param name="refused">Kinds that have no place here, each with why.</param>
    /// <inheritdoc cref="Text"/>
    public T OfKind<T>(string noun, IReadOnlyList<YamlKind<T>> kinds, IReadOnlyDictionary<string, string> refused, string? fallback = null)
    {
        var words = kinds.Select(kind => kind.Word).Where(word => !refused.ContainsKey(word)).ToList();
        var value = fallback is not null && !Listed("kind") ? null : Value("kind");
        var word = value is YamlScalar scalar ? scalar.Text : fallback;
        if (word is not null && value is not null && refused.TryGetValue(word, out var why)) problems.Add(new(value.Origin, Path("kind"), why));
        else if (value is not null) word = ReadWordOrNull(value, Path("kind"), words);
        if (word is not null && !refused.ContainsKey(word) && kinds.FirstOrDefault(kind => kind.Word == word) is { } found)
        {
            what = $"{noun} of kind {word}";
            return found.Read(this);
        }
        foreach (var key in map?.Entries.Keys ?? []) Listed(key);
        return kinds[0].Read(new(null, path, problems, keysRead));
    }

    /// <summary>A value of an enumeration, by its snake_case name.</summary>
    /// <param name="fallback">Read where the key is missing.</param>
    public T Choice<T>(string key, T fallback) where T : struct, Enum =>
        Listed(key) ? EnumWord.Read<T>(ReadWord(Value(key), Path(key), EnumWord.All<T>())) : fallback;

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

    private T Read<T>(YamlValue? value, string at, Func<YamlSection, T> read)
    {
        if (value is not null and not YamlMap)
            problems.Add(new(value.Origin, at, $"must be a mapping of keys to values, is {value.Describe()}"));
        var section = new YamlSection(value as YamlMap, at, problems, keysRead);
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

    private string ReadWord(YamlValue? value, string at, IReadOnlyList<string> words) => ReadWordOrNull(value, at, words) ?? words[0];

    private string? ReadWordOrNull(YamlValue? value, string at, IReadOnlyList<string> words)
    {
        if (value is YamlScalar scalar && words.Contains(scalar.Text, StringComparer.Ordinal)) return scalar.Text;
        if (value is not null) problems.Add(new(value.Origin, at, $"must be {OneOf(words)}, is {value.Describe()}"));
        return null;
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
        if (map is not null) problems.Add(new(map.Origin, Path(key), what is null ? "is missing" : $"is missing: {what} needs it"));
        return null;
    }

    private bool Listed(string key)
    {
        if (!known.Contains(key))
        {
            known.Add(key);
            if (map is not null) keysRead.Add(Path(key));
        }
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
            problems.Add(new(value.Origin, Path(key), what is null
                ? $"unknown key{hint} (allowed: {string.Join(", ", known)})" : $"has no meaning for {what}{hint} (its keys: {string.Join(", ", known)})"));
        }
    }

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string OneOf(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
}
