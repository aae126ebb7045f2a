using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Command to Generation: answer a chunk of prompts with one contestant.</summary>
/// <param name="ChunkId">
/// Derived from the units. A chunk for a local checkpoint is always sent whole: batched decoding rounds differently in another batch, so
/// the same answers come only from the same chunk. Of one for an endpoint, only what lacks is sent again.
/// </param>
/// <param name="Device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>: where a local checkpoint computes.</param>
public sealed record GenerateResponses(
    string Campaign, string ChunkId, ContestantReference Contestant, SamplingSettings Sampling,
    IReadOnlyList<GenerationUnit> Units, string Device = "auto");

/// <param name="PromptId">Of the prompt: answers that already exist are found by it.</param>
/// <param name="Seed">Seed of this unit's sampling; a unit's draws depend on it alone.</param>
public sealed record GenerationUnit(string UnitId, string PromptId, IReadOnlyList<ChatTurn> Messages, long Seed);

/// <summary>Answers that already exist, in one file.</summary>
/// <param name="File">
/// JSONL or a JSON array, gzipped or not: rows <c>prompt_id, model, response</c>, AlpacaEval's <c>model_outputs.json</c>, Arena-Hard's
/// <c>model_answer/*.jsonl</c>.
/// </param>
/// <param name="Model">The model whose answers of the file are meant.</param>
public sealed record RecordedAnswers(ArtifactReference File, string Model);

/// <param name="Temperature">0 is greedy.</param>
/// <param name="MaxTokens">Most tokens of a response, the end token included.</param>
public sealed record SamplingSettings(double Temperature, int MaxTokens);

/// <summary>Event: a chunk was answered; each unit succeeded or failed for itself.</summary>
public sealed record ResponsesGenerated(string Campaign, string ChunkId, IReadOnlyList<ResponseResult> Units);

public sealed record ResponseResult
{
    public required string UnitId { get; init; }
    public required string Text { get; init; }

    public required int PromptTokens { get; init; }
    public required int ResponseTokens { get; init; }

    public required double LatencySeconds { get; init; }

    /// <summary><c>stop</c> or <c>length</c>, as in OpenAI's API.</summary>
    public required string FinishReason { get; init; }
    public bool FromCache { get; init; }

    /// <summary>What this answer cost; 0 where it came from the cache.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>Why the unit failed; null when it succeeded.</summary>
    public string? Failure { get; init; }

    /// <summary>The model that the endpoint says has answered.</summary>
    public string? Model { get; init; }

    /// <summary>The endpoint's <c>system_fingerprint</c>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Name of the endpoint that was asked; null for a local answer.</summary>
    public string? Endpoint { get; init; }
}
