using System.Text.Json;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>Failures of verdicts as the ledger keeps them.</summary>
public static class UnitFailures
{
    /// <returns>Null where there is a verdict.</returns>
    public static UnitFailure? Of(VerdictResult verdict) => verdict.Failure is { } reason
        ? new(reason, verdict.FailureClass is { } named ? JsonNamingPolicy.SnakeCaseLower.ConvertName(named.ToString()) : null, [.. verdict.Replies()])
        : null;

    /// <returns>Null for a failure of another kind, for example of an answer that never came.</returns>
    public static FailureClass? ClassOf(UnitFailure failure) => failure.Class is { } name
        ? Enum.GetValues<FailureClass>().Single(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == name) : null;
}
