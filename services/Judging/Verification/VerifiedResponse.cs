using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Verification;

/// <summary>What the verifier says of one response.</summary>
/// <param name="Score">1 to 10.</param>
public sealed record VerifiedResponse(double Score, ResponseAssessment Assessment);
