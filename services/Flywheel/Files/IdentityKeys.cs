using System.Text;
using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Flywheel.Files;

/// <summary>
/// What a campaign is: the keys of its file that bear on its results, each with its value, as lines of text under a first line with
/// version and kind. A key at its default is left out, so that a key that is new in a later version leaves campaigns of before what they
/// are; whoever changes a default, or takes a key in or out, changes <see cref="Version"/>. What is not here may change at any time.
/// </summary>
public sealed class IdentityKeys
{
    /// <summary>Of the list of keys: with another one every campaign is another.</summary>
    public const int Version = 1;

    private readonly List<IdentityKey> keys;
    private readonly string prefix;

    /// <param name="kind">Of the campaign: <c>training</c> or <c>model_arena</c>.</param>
    public IdentityKeys(string kind) : this(kind, [], "") { }

    private IdentityKeys(string kind, List<IdentityKey> keys, string prefix) => (Kind, this.keys, this.prefix) = (kind, keys, prefix);

    public string Kind { get; }

    public IReadOnlyList<IdentityKey> Keys => keys;

    /// <summary>Takes keys in below one of this list.</summary>
    public IdentityKeys Under(string key) => new(Kind, keys, $"{prefix}{key}.");

    /// <summary>A key that has to be given.</summary>
    public void Add<T>(string key, T value) => keys.Add(new(prefix + key, Text(value), IsDefault: false));

    /// <summary>A key that may be missing.</summary>
    /// <param name="fallback">What a missing key stands for.</param>
    public void Add<T>(string key, T value, T fallback)
    {
        var (written, missing) = (Text(value), Text(fallback));
        keys.Add(new(prefix + key, written, written == missing));
    }

    /// <summary>The canonical text, in the ordinal order of the keys.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"identity {Version} {Kind}\n");
        foreach (var key in keys.Where(key => !key.IsDefault).OrderBy(key => key.Key, StringComparer.Ordinal)) text.Append($"{key.Key}={key.Value}\n");
        return text.ToString();
    }

    /// <summary>SHA-256 of the canonical text.</summary>
    public string Hash() => ContentHash.OfText(ToString());

    /// <summary>Where this campaign is not that of <paramref name="other"/>, in the order of this one's keys.</summary>
    public IEnumerable<IdentityDifference> DifferencesFrom(IdentityKeys other)
    {
        var (here, there) = (keys.ToDictionary(key => key.Key), other.keys.ToDictionary(key => key.Key));
        var differences = keys.Concat(other.keys).Select(key => key.Key).Distinct()
            .Where(key => Differ(here.GetValueOrDefault(key), there.GetValueOrDefault(key)))
            .Select(key => Difference(key, here, there)).Distinct().ToList();
        // Where the kind of a judge is another, so are its keys: the kind says it all.
        var kinds = differences.Where(d => d.Key.EndsWith(".kind", StringComparison.Ordinal)).Select(d => d.Key[..^"kind".Length]).ToList();
        return differences.Where(d => !kinds.Any(kind => d.Key.StartsWith(kind, StringComparison.Ordinal) && d.Key != $"{kind}kind"));
    }

    // A key that follows another, as a recipe's device follows the campaign's, is at its default with any value.
    private static bool Differ(IdentityKey? here, IdentityKey? there) =>
        here?.Value != there?.Value && !(here is not { IsDefault: false } && there is not { IsDefault: false });

    /// <summary>A part that only one of the two has is told of as a whole.</summary>
    private static IdentityDifference Difference(string key, Dictionary<string, IdentityKey> here, Dictionary<string, IdentityKey> there)
    {
        if (here.TryGetValue(key, out var mine) && there.TryGetValue(key, out var theirs)) return new(key, mine.Value, theirs.Value);
        var lacking = here.ContainsKey(key) ? there : here;
        for (var end = key.IndexOf('.', StringComparison.Ordinal); end >= 0; end = key.IndexOf('.', end + 1))
            if (!lacking.Keys.Any(other => other.StartsWith(key[..(end + 1)], StringComparison.Ordinal)))
                return new(key[..end], lacking == here ? null : "given", lacking == here ? "given" : null);
        return new(key, here.GetValueOrDefault(key)?.Value, there.GetValueOrDefault(key)?.Value);
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, JsonLines.Options);
}
