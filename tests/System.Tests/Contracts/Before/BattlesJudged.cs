using MassTransit;

namespace ArenaLearning.System.Tests.Contracts.Before;

/// <summary>Without what the battles counted for, and of verdicts without who fought.</summary>
[MessageUrn("ArenaLearning.Contracts.Messages:BattlesJudged"), EntityName("ArenaLearning.Contracts.Messages:BattlesJudged")]
public sealed record BattlesJudged(string Campaign, string ChunkId, string Judge, IReadOnlyList<VerdictResult> Units);
