using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>What must hold between the values of a model arena's file.</summary>
internal static class ModelArenaFileRules
{
    public static IEnumerable<BrokenRule> Broken(ModelArenaSpec spec) =>
    [
        .. FolderNames.Broken(spec.Name, "name"),
        .. EndpointFileRules.Broken(spec.Endpoints),
        .. spec.Contestants.SelectMany((contestant, i) => contestant.Broken($"contestants.{i}", spec.Endpoints)),
        .. Names(spec),
        .. spec.Judge.Broken("judge", spec.Endpoints),
        .. spec.CompareWith is { } other ? other.Broken("compare_with", spec.Endpoints) : [],
        .. spec.CompareWith?.Name == spec.Judge.Name
            ? [new BrokenRule("is also the name of the judge; names must differ", "compare_with.name")]
            : Array.Empty<BrokenRule>(),
        .. Known(spec, spec.Battles.Against, "battles.against"),
        .. Known(spec, spec.Arena.Anchor, "arena.anchor"),
        .. Known(spec, spec.Mining?.Target, "mining.target"),
        .. Style(spec.Arena),
        .. spec.Mining is { SftGap: null, DpoGap: null }
            ? [new BrokenRule("names no gap: set mining.sft_gap, mining.dpo_gap or both", "mining")]
            : Array.Empty<BrokenRule>(),
        .. WorkRules.Broken(spec.Work),
    ];

    private static IEnumerable<BrokenRule> Names(ModelArenaSpec spec)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, contestant) in spec.Contestants.Index())
        {
            if (contestant.KnownName is not { } name) continue;
            if (!first.TryAdd(name, i))
                yield return new(
                    $"\"{name}\" is also the name of contestants.{first[name]}; names must differ",
                    $"contestants.{i}.name", $"contestants.{first[name]}.name");
        }
        if (spec.Contestants is [{ KnownName: not null }])
            yield return new("has one contestant only, and a battle takes two", "contestants");
    }

    // Contestants of a file of recorded answers are known only once the file is read.
    private static IEnumerable<BrokenRule> Known(ModelArenaSpec spec, string? name, string key)
    {
        if (name is null || spec.Contestants.Any(c => c.KnownName == name || c.KnownName is null)) yield break;
        yield return new($"\"{name}\" is no contestant; it must be one of {string.Join(", ", spec.Contestants.Select(c => c.KnownName))}", key);
    }

    private static IEnumerable<BrokenRule> Style(LeaderboardSpec arena)
    {
        if (arena.StyleFeatures is not { } features) yield break;
        if (!arena.StyleControl)
            yield return new("says what style control takes out; set arena.style_control to true too", "arena.style_features", "arena.style_control");
        foreach (var (i, feature) in features.Index())
            if (features.Take(i).Contains(feature)) yield return new($"\"{feature}\" is named twice", $"arena.style_features.{i}");
    }
}
