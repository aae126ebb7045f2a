using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>Why a unit failed.</summary>
/// <param name="Class">Of a verdict's failure, with its snake_case name; null for another.</param>
/// <param name="Replies">What a judge said instead of a verdict.</param>
[method: JsonConstructor]
public sealed record UnitFailure(string Reason, string? Class, IReadOnlyList<JudgeReply> Replies)
{
    public UnitFailure(string reason) : this(reason, null, []) { }
}
