using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Contestants;

/// <summary>Reads and writes contestants of every kind; one without a kind is a checkpoint, as in a training campaign's file.</summary>
internal sealed class ContestantJsonConverter : KindJsonConverter<ContestantSpec>
{
    protected override Type? TypeOf(string? kind) =>
        ContestantKinds.All.TryGetValue(kind ?? CheckpointContestantReference.KindName, out var known) ? known.Type : null;
}
