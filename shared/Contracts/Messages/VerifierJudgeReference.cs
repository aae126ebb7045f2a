using System.Text.Json.Serialization;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Checks final answer and steps against the reference.</summary>
public sealed record VerifierJudgeReference(string Name, VerdictRules Rules) : JudgeReference(Name, Rules)
{
    public const string KindName = "verifier";

    [JsonIgnore]
    public override string Kind => KindName;
}
