using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Files;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.CampaignFiles;

/// <summary>A campaign file that was read and found right, with its defaults and overrides applied.</summary>
public sealed class CampaignFile
{
    private const string ProfilesKey = "profiles";
    private const string ModelArenaKey = "contestants";
    private const string KindKey = ".kind";

    private static readonly JsonSerializerOptions Canonical = new(JsonLines.Options) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Keys whose values are paths: in an option they start from the current folder, in the file from the file's.</summary>
    private static readonly string[] PathKeys = ["file", "checkpoint", "tokenizer", "reference", "key_file"];

    /// <summary>The key of a judge's prompt, which may be a path too.</summary>
    private const string PromptKey = "prompt";

    private readonly YamlMap tree;
    private readonly Specs specs;

    private CampaignFile(string path, Specs specs, YamlMap tree, IReadOnlyCollection<string> keysRead)
    {
        Path = path;
        (this.specs, this.tree, KeysRead) = (specs, tree, keysRead);
        Text = specs.ModelArena is { } arena ? Serialized(arena) : Serialized(specs.Flywheel!);
        Identity = specs.ModelArena is { } whole ? ModelArenaIdentity.Of(whole) : TrainingCampaignIdentity.Of(specs.Flywheel!);
    }

    /// <summary>As the person wrote it.</summary>
    public string Path { get; }

    /// <summary>Of a flywheel, the campaign that trains.</summary>
    public TrainingCampaignSpec Spec => specs.Flywheel ?? throw new InvalidOperationException($"{Path} is a model arena's file.");

    /// <summary>Of a model arena; null where the file is a flywheel's.</summary>
    public ModelArenaSpec? ModelArena => specs.ModelArena;

    /// <summary>Of either kind of campaign; empty where nothing is asked over HTTP.</summary>
    public IReadOnlyList<EndpointSpec> Endpoints => ModelArena?.Endpoints ?? Spec.AllEndpoints;

    public string Name => ModelArena?.Name ?? Spec.Name;

    public long Seed => ModelArena?.Seed ?? Spec.Seed;

    /// <summary>What tells this campaign from others: the keys that bear on its results. All others may change on the way.</summary>
    public IdentityKeys Identity { get; }

    /// <summary>SHA-256 of <see cref="Identity"/>.</summary>
    public string SpecHash => Identity.Hash();

    /// <summary>Names of the endpoints that somebody is asked at.</summary>
    public IEnumerable<string> AskedEndpoints => ModelArena?.AskedEndpoints ?? Spec.AskedEndpoints;

    /// <summary>Paths of all keys that the file may have, as far as its sections are there.</summary>
    internal IReadOnlyCollection<string> KeysRead { get; }

    /// <summary>The campaign in an output folder.</summary>
    public CampaignIdentity IdentityIn(string outputFolder)
    {
        var hash = SpecHash;
        return new(ContentHash.UnitId("campaign", System.IO.Path.GetFullPath(outputFolder), hash), hash, Seed);
    }

    /// <summary>The whole spec as text (JSON, hence YAML): read again, it gives the same spec and the same text.</summary>
    public string Text { get; }

    /// <exception cref="FileRefusedException">Names every file, line and key, or option, that is wrong.</exception>
    public static async Task<CampaignFile> ReadAsync(
        string path, CampaignOverrides? overrides = null, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(path))
            throw new FileRefusedException(Origin.OfOption(path), "", Directory.Exists(path)
                ? "is a folder; name a campaign file" : "there is no such campaign file");
        try
        {
            return Parse(await DataFile.ReadTextAsync(path, cancellationToken), path, overrides);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new FileRefusedException(Origin.OfOption(path), "", $"cannot be read: {e.Message}");
        }
    }

    /// <param name="text">YAML.</param>
    /// <param name="path">Where the text comes from: named in problems, and relative paths start from its folder.</param>
    /// <inheritdoc cref="ReadAsync"/>
    public static CampaignFile Parse(string text, string path, CampaignOverrides? overrides = null)
    {
        var file = YamlText.ParseFile(text, path);
        var profiles = Profiles(file);
        var tree = Effective(Without(file, ProfilesKey), profiles, overrides ?? new());
        var problems = new List<FileProblem>();
        var keysRead = new List<string>();
        var specs = Read(tree, problems, keysRead);
        foreach (var (name, profile) in profiles.Where(p => p.Key != overrides?.Profile))
            problems.AddRange(ProblemsOfProfile(file, name, profile));
        if (problems.Count > 0)
            throw new FileRefusedException([.. problems.Distinct().OrderBy(p => p.Origin.Line).ThenBy(p => p.Key, StringComparer.Ordinal)]);
        return new(path, specs, tree, keysRead);
    }

    /// <summary>The full path of a path that is written in the file.</summary>
    public string Resolve(string written) => CampaignPaths.Resolve(Path, written);

    /// <summary>A problem with a value of the file, at the line or option where it was written.</summary>
    /// <param name="key">Path of the key, for example <c>competitors.0.checkpoint</c>.</param>
    public FileProblem Problem(string key, string what) => new(tree.Locate(key), key, what);

    private static Specs Read(YamlMap tree, List<FileProblem> problems, List<string>? keysRead = null)
    {
        var specs = tree.Entries.ContainsKey(ModelArenaKey)
            ? new Specs(null, YamlSection.ReadFile(tree, problems, ModelArenaFileReader.Read, keysRead))
            : new Specs(YamlSection.ReadFile(tree, problems, TrainingCampaignReader.Read, keysRead), null);
        // Where the kind of a part is wrong, nothing can be said of the part.
        var wrong = problems.Select(p => p.Key.EndsWith(KindKey, StringComparison.Ordinal) ? p.Key[..^KindKey.Length] : p.Key).ToArray();
        problems.AddRange((specs.ModelArena is { } arena ? ModelArenaFileRules.Broken(arena) : TrainingCampaignRules.Broken(specs.Flywheel!))
            .Where(broken => !broken.Keys.Any(key => wrong.Any(w => Covers(w, key) || Covers(key, w))))
            .Select(broken => new FileProblem(tree.Locate(broken.Keys[0]), broken.Keys[0], broken.What)));
        return specs;
    }

    private static string Serialized<T>(T spec) => JsonSerializer.Serialize(spec, Canonical) + "\n";

    private static bool Covers(string above, string below) =>
        below == above || below.StartsWith(above + '.', StringComparison.Ordinal);

    private static YamlMap Effective(YamlMap values, Dictionary<string, YamlMap> profiles, CampaignOverrides overrides)
    {
        if (overrides.Profile is { } name)
        {
            var profile = profiles.GetValueOrDefault(name) ?? throw new FileRefusedException(
                Origin.OfOption($"--profile {name}"), "", profiles.Count == 0
                    ? "the campaign file has no profiles" : $"the campaign file has no such profile; it has {string.Join(", ", profiles.Keys)}");
            values = YamlOverlay.Merge(values, profile);
        }
        if (overrides.Seed is { } seed) values = YamlOverlay.Set(values, $"seed={seed}", $"--seed {seed}");
        foreach (var assignment in overrides.Assignments ?? [])
            values = YamlOverlay.Set(values, assignment, $"--set {assignment}", FromCurrentFolder);
        return values;
    }

    private static YamlScalar FromCurrentFolder(string key, YamlScalar value) =>
        value is { IsNull: false, Text.Length: > 0 } && (PathKeys.Contains(key) || (key == PromptKey && JudgeFiles.IsPromptFile(value.Text)))
            ? value with { Text = System.IO.Path.GetFullPath(value.Text), Plain = false } : value;

    private static Dictionary<string, YamlMap> Profiles(YamlMap file)
    {
        var profiles = new Dictionary<string, YamlMap>(StringComparer.Ordinal);
        if (!file.Entries.TryGetValue(ProfilesKey, out var value)) return profiles;
        foreach (var (name, profile) in (value as YamlMap ?? throw NoMapping(value, ProfilesKey)).Entries)
        {
            var key = $"{ProfilesKey}.{name}";
            profiles[name] = YamlOverlay.WithKeyPrefix(profile as YamlMap ?? throw NoMapping(profile, key), key + ".");
        }
        return profiles;
    }

    /// <summary>What is wrong in a profile that this run does not use: the next run should not be the one to find it.</summary>
    private static IEnumerable<FileProblem> ProblemsOfProfile(YamlMap file, string name, YamlMap profile)
    {
        var problems = new List<FileProblem>();
        Read(YamlOverlay.Merge(Without(file, ProfilesKey), profile), problems);
        return problems.Where(p => p.Origin.KeyPrefix == $"{ProfilesKey}.{name}.");
    }

    private static FileRefusedException NoMapping(YamlValue value, string key) =>
        new(value.Origin, key, $"must be a mapping of keys to values, is {value.Describe()}");

    private static YamlMap Without(YamlMap map, string key) =>
        map with { Entries = map.Entries.Where(e => e.Key != key).ToDictionary(StringComparer.Ordinal) };

    /// <summary>One of the two.</summary>
    private sealed record Specs(TrainingCampaignSpec? Flywheel, ModelArenaSpec? ModelArena);
}
