using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>Something that the leader of a campaign waits for, whichever Flywheel has received it. One of its parts is set.</summary>
public sealed record CampaignNews(string Campaign)
{
    /// <summary>A reply of a worker is in the ledger.</summary>
    public ChunkNews? Chunk { get; init; }
    public PromptSetsBuilt? PromptSets { get; init; }
    public TrainingDataMined? Mined { get; init; }
    public ArenaRanked? Ranked { get; init; }
    public TrainingProgressed? Training { get; init; }
    public ModelTrained? Trained { get; init; }
    public TrainingFailed? TrainingFailed { get; init; }
}
