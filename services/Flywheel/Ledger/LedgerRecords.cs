using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>Which campaign a ledger belongs to.</summary>
/// <param name="Id">Of the campaign, as in its messages.</param>
/// <param name="SpecHash">SHA-256 of the campaign's specification.</param>
public sealed record CampaignIdentity(string Id, string SpecHash, long Seed);

/// <summary>The output folder cannot be used for this campaign; the message says what to do.</summary>
public sealed class LedgerRefusedException(string message) : Exception(message);

/// <summary>A verdict as the ledger keeps it.</summary>
public readonly record struct StoredVerdict(
    double ScoreA, double ScoreB, BattleWinner Winner, bool? CorrectA, bool? CorrectB, int? FirstErrorA, int? FirstErrorB, double? Probability = null);

/// <summary>Why a unit failed.</summary>
/// <param name="Class">Of a verdict's failure, with its snake_case name; null for another.</param>
/// <param name="Replies">What a judge said instead of a verdict.</param>
public sealed record UnitFailure(string Reason, string? Class, IReadOnlyList<JudgeReply> Replies)
{
    public UnitFailure(string reason) : this(reason, null, []) { }
}

/// <summary>What was paid to one endpoint.</summary>
/// <param name="Requests">Answers that came from the endpoint and not from the cache.</param>
public sealed record EndpointSpend(string Endpoint, long Requests, long PromptTokens, long ResponseTokens, decimal CostUsd);

/// <summary>A unit that failed, and whether it is tried again.</summary>
public readonly record struct FailedUnit(int Attempts, bool GivenUp);

/// <summary>Units of the whole campaign.</summary>
public sealed record LedgerTotals(long Responses, long Verdicts, long Failed, long DuplicatesDropped);

public sealed record LedgerFailure(string Kind, string Reason, long Units);
