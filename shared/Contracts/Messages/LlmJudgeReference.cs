using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Asks a language model.</summary>
public sealed record LlmJudgeReference(string Name, VerdictRules Rules, LlmJudgeSettings Settings) : JudgeReference(Name, Rules)
{
    public const string KindName = "llm";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override IEnumerable<LlmJudgeSettings> Asked => [Settings];

    [JsonIgnore]
    public override IEnumerable<ArtifactReference> Artifacts => Settings.PromptFile is { } file ? [file] : [];
}
