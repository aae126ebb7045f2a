using System.Text.Json.Nodes;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>Makes a step of one version into one of the next.</summary>
/// <param name="Kind">Of the step: the part of its key before the slash.</param>
/// <param name="From">Version that it reads; what comes out is one higher.</param>
/// <param name="Apply">Of the step's output, with snake_case names.</param>
public sealed record StepUpgrade(string Kind, int From, Func<JsonNode, JsonNode> Apply);
