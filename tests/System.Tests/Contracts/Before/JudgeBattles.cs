using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.System.Tests.Contracts.Before;

/// <summary>Without what the battles count for.</summary>
[MessageUrn("ArenaLearning.Contracts.Messages:JudgeBattles"), EntityName("ArenaLearning.Contracts.Messages:JudgeBattles")]
public sealed record JudgeBattles(string Campaign, string ChunkId, JudgeReference Judge, IReadOnlyList<BattleUnit> Units, string Device = "auto");
