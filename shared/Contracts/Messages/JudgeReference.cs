using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>A judge as workers are told of it: one type for each kind, with just what that kind needs.</summary>
/// <param name="Name">Unique in the campaign; it stands in battles and reports.</param>
/// <param name="Rules">How two games become a verdict.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(VerifierJudgeReference), VerifierJudgeReference.KindName)]
[JsonDerivedType(typeof(LlmJudgeReference), LlmJudgeReference.KindName)]
[JsonDerivedType(typeof(RewardModelJudgeReference), RewardModelJudgeReference.KindName)]
[JsonDerivedType(typeof(RecordedJudgeReference), RecordedJudgeReference.KindName)]
[JsonDerivedType(typeof(JuryReference), JuryReference.KindName)]
public abstract record JudgeReference(string Name, VerdictRules Rules)
{
    /// <summary>The word for its kind, as in campaign files.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>The judge that checks arithmetic.</summary>
    public static JudgeReference Verifier { get; } = new VerifierJudgeReference("verifier", VerdictRules.Default);

    /// <summary>The language models that it asks, and pays, for each game; empty where it asks none.</summary>
    [JsonIgnore]
    public virtual IEnumerable<LlmJudgeSettings> Asked => [];

    /// <summary>The files and folders that it is made of: with others it is another judge.</summary>
    [JsonIgnore]
    public virtual IEnumerable<ArtifactReference> Artifacts => [];
}
