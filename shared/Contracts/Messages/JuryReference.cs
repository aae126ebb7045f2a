using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Several judges.</summary>
/// <param name="Members">With names of their own, and no juries among them.</param>
/// <param name="Rule">How members are put together.</param>
public sealed record JuryReference(string Name, VerdictRules Rules, IReadOnlyList<JudgeReference> Members, JuryRule Rule)
    : JudgeReference(Name, Rules)
{
    public const string KindName = "jury";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override IEnumerable<LlmJudgeSettings> Asked => Members.SelectMany(member => member.Asked);

    [JsonIgnore]
    public override IEnumerable<ArtifactReference> Artifacts => Members.SelectMany(member => member.Artifacts);
}
