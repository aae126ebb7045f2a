using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Looks verdicts up that already exist.</summary>
/// <param name="File">Of verdicts, gzipped or not.</param>
public sealed record RecordedJudgeReference(string Name, VerdictRules Rules, ArtifactReference File) : JudgeReference(Name, Rules)
{
    public const string KindName = "recorded";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override IEnumerable<ArtifactReference> Artifacts => [File];
}
