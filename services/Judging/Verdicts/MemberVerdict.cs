using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Verdicts;

/// <summary>What one member of a jury says of a battle.</summary>
/// <param name="Name">The member's.</param>
/// <param name="Verdict">Its verdict, or failure, on the same battle.</param>
public sealed record MemberVerdict(string Name, VerdictResult Verdict);
