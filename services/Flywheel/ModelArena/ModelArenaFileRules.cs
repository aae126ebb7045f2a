using System.Text.Json;
using ArenaLearning.Flywheel.Campaigns;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>What must hold between the values of a model arena's file.</summary>
internal static class ModelArenaFileRules
{
    public static IEnumerable<BrokenRule> Broken(ModelArenaSpec spec) =>
    [
        .. CampaignFileRules.CampaignName(spec.Name),
        .. Endpoints(spec),
        .. spec.Contestants.SelectMany((contestant, i) => Contestant(contestant, $"contestants.{i}", spec)),
        .. Names(spec),
        .. Judge(spec.Judge, "judge", spec, member: false),
        .. spec.CompareWith is { } other ? Judge(other, "compare_with", spec, member: false) : [],
        .. spec.CompareWith?.Name == spec.Judge.Name ? [new BrokenRule("is also the name of the judge; names must differ", "compare_with.name")] : Array.Empty<BrokenRule>(),
        .. Known(spec, spec.Battles.Against, "battles.against"),
        .. Known(spec, spec.Arena.Anchor, "arena.anchor"),
        .. Known(spec, spec.Mining?.Target, "mining.target"),
        .. Style(spec.Arena),
        .. spec.Mining is { SftGap: null, DpoGap: null } ? [new BrokenRule("names no gap: set mining.sft_gap, mining.dpo_gap or both", "mining")] : Array.Empty<BrokenRule>(),
        .. CampaignFileRules.Window(spec.Work),
    ];

    private static IEnumerable<BrokenRule> Endpoints(ModelArenaSpec spec)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, endpoint) in spec.Endpoints.Index())
        {
            var key = $"endpoints.{i}";
            if (!seen.Add(endpoint.Name)) yield return new($"\"{endpoint.Name}\" is also the name of an endpoint above; names must differ", $"{key}.name");
            if (!Uri.TryCreate(endpoint.BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                yield return new($"must be an address such as http://localhost:8000/v1, is \"{endpoint.BaseUrl}\"", $"{key}.base_url");
            else if (url.UserInfo.Length > 0)
                yield return new("holds a user or a password; name where the key is with key_env or key_file", $"{key}.base_url");
            if (endpoint is { KeyEnv: not null, KeyFile: not null })
                yield return new("is given beside key_env; name one place of the key", $"{key}.key_file", $"{key}.key_env");
            if (endpoint.KeyEnv is { } name && !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                yield return new("must be the name of an environment variable, never the key itself", $"{key}.key_env");
        }
    }

    private static IEnumerable<BrokenRule> Contestant(ContestantSpec contestant, string key, ModelArenaSpec spec)
    {
        var (needed, known) = contestant.Kind switch
        {
            "openai" => (new[] { "name", "endpoint", "model" }, new[] { "name", "endpoint", "model", "top_p", "system_prompt", "extra_body" }),
            "checkpoint" => (["name", "checkpoint"], ["name", "checkpoint"]),
            _ => (["file"], ["name", "file", "model"]),
        };
        (string Key, object? Value)[] values =
        [
            ("name", contestant.Name), ("endpoint", contestant.Endpoint), ("model", contestant.Model), ("top_p", contestant.TopP),
            ("system_prompt", contestant.SystemPrompt), ("extra_body", contestant.ExtraBody), ("checkpoint", contestant.Checkpoint), ("file", contestant.File),
        ];
        foreach (var rule in Keys(values, needed, known, key, $"a contestant of kind {contestant.Kind}")) yield return rule;
        if (contestant is { Kind: "recorded", Name: not null, Model: null })
            yield return new("is missing: a name stands for one model of the file; leave the name out to take all", $"{key}.model", $"{key}.name");
        foreach (var rule in Reach(contestant.Endpoint, contestant.ExtraBody, key, spec)) yield return rule;
    }

    private static IEnumerable<BrokenRule> Names(ModelArenaSpec spec)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, contestant) in spec.Contestants.Index())
        {
            if (contestant.Name is not { } name) continue;
            if (!first.TryAdd(name, i))
                yield return new($"\"{name}\" is also the name of contestants.{first[name]}; names must differ", $"contestants.{i}.name", $"contestants.{first[name]}.name");
        }
        if (spec.Contestants is [{ Kind: not "recorded" }])
            yield return new("has one contestant only, and a battle takes two", "contestants");
    }

    private static IEnumerable<BrokenRule> Judge(JudgeSpec judge, string key, ModelArenaSpec spec, bool member)
    {
        string[] own = judge.Kind switch
        {
            "llm" => ["endpoint", "model"],
            "reward_model" => ["checkpoint"],
            "recorded" => ["file"],
            "jury" => ["members"],
            _ => [],
        };
        (string Key, object? Value)[] values =
        [
            ("endpoint", judge.Endpoint), ("model", judge.Model), ("checkpoint", judge.Checkpoint), ("file", judge.File),
            ("members", judge.Members.Count > 0 ? judge.Members : null), ("extra_body", judge.ExtraBody),
        ];
        foreach (var rule in Keys(values, own, judge.Kind == "llm" ? [.. own, "extra_body"] : own, key, $"a judge of kind {judge.Kind}")) yield return rule;
        foreach (var rule in Reach(judge.Endpoint, judge.ExtraBody, key, spec)) yield return rule;
        if (member && judge.Kind == "jury") yield return new("a jury's member cannot be a jury", $"{key}.kind");
        foreach (var (i, juror) in judge.Members.Index())
        {
            foreach (var rule in Judge(juror, $"{key}.members.{i}", spec, member: true)) yield return rule;
            if (judge.Members.Take(i).Any(other => other.Name == juror.Name))
                yield return new($"\"{juror.Name}\" is also the name of a member above; names must differ", $"{key}.members.{i}.name");
        }
    }

    private static IEnumerable<BrokenRule> Keys(
        IEnumerable<(string Key, object? Value)> values, string[] needed, string[] known, string path, string what)
    {
        foreach (var (key, value) in values)
        {
            if (value is null && needed.Contains(key)) yield return new($"is missing: {what} needs it", $"{path}.{key}");
            if (value is not null && !known.Contains(key)) yield return new($"has no meaning for {what}", $"{path}.{key}");
        }
    }

    private static IEnumerable<BrokenRule> Reach(string? endpoint, string? extraBody, string key, ModelArenaSpec spec)
    {
        if (endpoint is not null && spec.Endpoints.All(e => e.Name != endpoint))
            yield return new(spec.Endpoints.Count == 0
                ? $"\"{endpoint}\" is no endpoint: the file has no list of endpoints"
                : $"\"{endpoint}\" is no endpoint; it must be one of {string.Join(", ", spec.Endpoints.Select(e => e.Name))}", $"{key}.endpoint");
        if (extraBody is not null && !IsObject(extraBody))
            yield return new("must be the text of a JSON object, for example '{\"top_k\": 20}'", $"{key}.extra_body");
    }

    // Contestants of a file of recorded answers are known only once the file is read.
    private static IEnumerable<BrokenRule> Known(ModelArenaSpec spec, string? name, string key)
    {
        if (name is null || spec.Contestants.Any(c => c.Name == name || c.Name is null)) yield break;
        yield return new($"\"{name}\" is no contestant; it must be one of {string.Join(", ", spec.Contestants.Select(c => c.Name))}", key);
    }

    private static IEnumerable<BrokenRule> Style(LeaderboardSpec arena)
    {
        if (arena.StyleFeatures is not { } features) yield break;
        if (!arena.StyleControl)
            yield return new("says what style control takes out; set arena.style_control to true too", "arena.style_features", "arena.style_control");
        foreach (var (i, feature) in features.Index())
            if (features.Take(i).Contains(feature)) yield return new($"\"{feature}\" is named twice", $"arena.style_features.{i}");
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
