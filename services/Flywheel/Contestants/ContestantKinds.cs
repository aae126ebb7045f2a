using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Contestants;

/// <summary>The kinds of contestants that a campaign file may name: a new one is one line here.</summary>
internal static class ContestantKinds
{
    /// <summary>By the word of the file.</summary>
    public static IReadOnlyDictionary<string, (Type Type, Func<YamlSection, ContestantReader, ContestantSpec> Read)> All { get; } =
        new Dictionary<string, (Type, Func<YamlSection, ContestantReader, ContestantSpec>)>
        {
            [EndpointContestantReference.KindName] = (typeof(EndpointContestantSpec), EndpointContestantSpec.Read),
            [CheckpointContestantReference.KindName] = (typeof(CheckpointContestantSpec), CheckpointContestantSpec.Read),
            [RecordedContestantReference.KindName] = (typeof(RecordedContestantSpec), (contestant, _) => RecordedContestantSpec.Read(contestant)),
        };
}
