using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Contestants;

/// <summary>What must hold of a contestant.</summary>
internal static class ContestantRules
{
    /// <param name="key">Path of the contestant.</param>
    public static IEnumerable<BrokenRule> Broken(ContestantSpec contestant, string key, IReadOnlyList<EndpointSpec> endpoints)
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
        foreach (var rule in KeysOfKind.Broken(values, needed, known, key, $"a contestant of kind {contestant.Kind}")) yield return rule;
        if (contestant is { Kind: "recorded", Name: not null, Model: null })
            yield return new("is missing: a name stands for one model of the file; leave the name out to take all", $"{key}.model", $"{key}.name");
        foreach (var rule in EndpointFileRules.Reach(contestant.Endpoint, contestant.ExtraBody, key, endpoints)) yield return rule;
    }
}
