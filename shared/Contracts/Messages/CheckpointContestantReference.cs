using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>A local model.</summary>
/// <param name="Checkpoint">Its folder.</param>
public sealed record CheckpointContestantReference(string Name, ArtifactReference Checkpoint) : ContestantReference(Name)
{
    public const string KindName = "checkpoint";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override IEnumerable<ArtifactReference> Artifacts => [Checkpoint];

    [JsonIgnore]
    public override bool AnswersInBatches => true;
}
