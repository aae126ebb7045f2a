using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Judges;

/// <summary>What must hold of a judge.</summary>
internal static class JudgeRules
{
    /// <param name="key">Path of the judge.</param>
    /// <param name="member">Whether it is a jury's.</param>
    public static IEnumerable<BrokenRule> Broken(JudgeSpec judge, string key, IReadOnlyList<EndpointSpec> endpoints, bool member = false)
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
        foreach (var rule in KeysOfKind.Broken(values, own, judge.Kind == "llm" ? [.. own, "extra_body"] : own, key, $"a judge of kind {judge.Kind}")) yield return rule;
        foreach (var rule in EndpointFileRules.Reach(judge.Endpoint, judge.ExtraBody, key, endpoints)) yield return rule;
        if (member && judge.Kind == "jury") yield return new("a jury's member cannot be a jury", $"{key}.kind");
        foreach (var (i, juror) in judge.Members.Index())
        {
            foreach (var rule in Broken(juror, $"{key}.members.{i}", endpoints, member: true)) yield return rule;
            if (judge.Members.Take(i).Any(other => other.Name == juror.Name))
                yield return new($"\"{juror.Name}\" is also the name of a member above; names must differ", $"{key}.members.{i}.name");
        }
    }
}
