using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Judges;

/// <summary>The kinds of judges that a campaign file may name: a new one is one line here.</summary>
internal static class JudgeKinds
{
    /// <summary>By the word of the file.</summary>
    public static IReadOnlyDictionary<string, (Type Type, Func<YamlSection, JudgeReader, JudgeSpec> Read)> All { get; } =
        new Dictionary<string, (Type, Func<YamlSection, JudgeReader, JudgeSpec>)>
        {
            [VerifierJudgeReference.KindName] = (typeof(VerifierJudgeSpec), (judge, _) => VerifierJudgeSpec.Read(judge)),
            [LlmJudgeReference.KindName] = (typeof(LlmJudgeSpec), (judge, _) => LlmJudgeSpec.Read(judge)),
            [RewardModelJudgeReference.KindName] = (typeof(RewardModelJudgeSpec), (judge, _) => RewardModelJudgeSpec.Read(judge)),
            [RecordedJudgeReference.KindName] = (typeof(RecordedJudgeSpec), (judge, _) => RecordedJudgeSpec.Read(judge)),
            [JuryReference.KindName] = (typeof(JurySpec), JurySpec.Read),
        };
}
