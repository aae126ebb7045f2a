namespace ArenaLearning.Flywheel.Training;

/// <summary>A kind of stage that a campaign file may name.</summary>
/// <param name="Word">Value of the key <c>kind</c>.</param>
/// <param name="Label">See <see cref="IStage.Label"/>.</param>
/// <param name="Type">A record with the kind's keys.</param>
internal sealed record StageKind(string Word, string Label, Type Type, Func<StageKeys, IStage> Read);

/// <summary>The kinds of stages: a new one is one line here.</summary>
internal static class StageKinds
{
    public static IReadOnlyList<StageKind> All { get; } =
    [
        new(InitialStage.KindName, SftStage.StageLabel, typeof(InitialStage), InitialStageReader.Read),
        new(SftStage.KindName, SftStage.StageLabel, typeof(SftStage), SftStageReader.Read),
        new(DpoStage.KindName, DpoStage.StageLabel, typeof(DpoStage), DpoStageReader.Read),
        new(RewardModelStage.KindName, RewardModelStage.StageLabel, typeof(RewardModelStage), RewardModelStageReader.Read),
        new(PpoStage.KindName, PpoStage.StageLabel, typeof(PpoStage), PpoStageReader.Read),
        new(RejectionSamplingStage.KindName, RejectionSamplingStage.StageLabel, typeof(RejectionSamplingStage), RejectionSamplingStageReader.Read),
    ];
}
