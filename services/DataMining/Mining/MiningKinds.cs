namespace ArenaLearning.DataMining.Mining;

/// <summary>The ways of selecting training rows: a new one is one line here.</summary>
internal static class MiningKinds
{
    public static IReadOnlyList<IRowMining> All { get; } = [new SftMining(), new PreferenceMining(), new RewardMining(), new RejectionSamplingMining()];
}
