using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Scores with a local reward model.</summary>
/// <param name="Checkpoint">The reward model's folder.</param>
public sealed record RewardModelJudgeReference(string Name, VerdictRules Rules, ArtifactReference Checkpoint) : JudgeReference(Name, Rules)
{
    public const string KindName = "reward_model";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override IEnumerable<ArtifactReference> Artifacts => [Checkpoint];
}
