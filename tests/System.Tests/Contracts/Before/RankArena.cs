using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.System.Tests.Contracts.Before;

/// <summary>Without whether another judge than the campaign's has judged.</summary>
[MessageUrn("ArenaLearning.Contracts.Messages:RankArena"), EntityName("ArenaLearning.Contracts.Messages:RankArena")]
public sealed record RankArena(string Campaign, string RankingId, string Stage, ArtifactReference Battles, RankingSettings Settings);
