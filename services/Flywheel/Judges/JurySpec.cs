using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Judges;

/// <inheritdoc cref="JuryReference"/>
public sealed record JurySpec : JudgeSpec
{
    public override string Kind => JuryReference.KindName;

    public required IReadOnlyList<JudgeSpec> Members { get; init; }
    public JuryRule Rule { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<JudgeSpec> Jurors => Members;

    public override IEnumerable<BrokenRule> Broken(string key, IReadOnlyList<EndpointSpec> endpoints)
    {
        foreach (var (i, member) in Members.Index())
        {
            foreach (var rule in member.Broken($"{key}.members.{i}", endpoints)) yield return rule;
            if (Members.Take(i).Any(other => other.Name == member.Name))
                yield return new($"\"{member.Name}\" is also the name of a member above; names must differ", $"{key}.members.{i}.name");
        }
    }

    public override async Task<JudgeReference> ResolveAsync(
        string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken)
    {
        var members = new List<JudgeReference>();
        foreach (var (i, member) in Members.Index())
            members.Add(await member.ResolveAsync($"{key}.members.{i}", endpoints, files, cancellationToken));
        return new JuryReference(Name, Rules, members, Rule);
    }

    public override void Identify(IdentityKeys keys)
    {
        base.Identify(keys);
        keys.Add("rule", Rule, JuryRule.Mean);
        foreach (var (i, member) in Members.Index()) member.Identify(keys.Under($"members.{i}"));
    }

    internal static JurySpec Read(YamlSection judge, JudgeReader reader) => new()
    {
        Members = judge.Sections("members", reader.Refusing(JuryReference.KindName, "a jury's member cannot be a jury").Read),
        Rule = judge.Choice("rule", JuryRule.Mean),
        Family = judge.OptionalText("family"),
    };
}
