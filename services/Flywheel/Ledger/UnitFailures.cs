using System.Text.Json;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>Failures of verdicts as the ledger keeps them.</summary>
public static class UnitFailures
{
    /// <returns>Null where there is a verdict.</returns>
    public static UnitFailure? Of(VerdictResult verdict) => verdict.Failure is { } reason
        ? new(reason, verdict.FailureClass is { } named ? NameOf(named) : null, [.. verdict.Replies()])
        : null;

    /// <summary>For example <c>no_json</c>.</summary>
    public static string NameOf(FailureClass failure) => JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.ToString());

    /// <returns>Null for a failure of another kind, for example of an answer that never came.</returns>
    public static FailureClass? ClassOf(UnitFailure failure) => failure.Class is { } name
        ? Enum.GetValues<FailureClass>().Single(value => NameOf(value) == name) : null;
}
