using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Stages in <c>campaign.json</c> and <c>details.json</c>: as in a campaign file.</summary>
internal sealed class StageJsonConverter : KindJsonConverter<IStage>
{
    protected override Type? TypeOf(string? kind) => StageKinds.All.FirstOrDefault(known => known.Word == kind)?.Type;
}
