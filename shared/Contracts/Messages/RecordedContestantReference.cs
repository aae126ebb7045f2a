using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Answers that already exist.</summary>
public sealed record RecordedContestantReference(string Name, RecordedAnswers Answers) : ContestantReference(Name)
{
    public const string KindName = "recorded";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override IEnumerable<ArtifactReference> Artifacts => [Answers.File];

    [JsonIgnore]
    public override string? ModelName => Answers.Model;
}
