using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Campaigns;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>
/// A campaign that ranks models as they are, and may mine training data for one of them. Every key of the YAML is the snake_case
/// name of a property here; it is told from a flywheel's file by its key <c>contestants</c>.
/// </summary>
/// <param name="CompareWith">Another judge of the same battles, for example people's recorded votes: the judge card says how far the two agree.</param>
/// <param name="Budget">No part of what the campaign is: more of it goes on with the same campaign.</param>
public sealed record ModelArenaSpec(
    string Name, long Seed, string Device, IReadOnlyList<EndpointSpec> Endpoints, IReadOnlyList<ContestantSpec> Contestants,
    PromptFileSpec Prompts, BattlePlanSpec Battles, JudgeSpec Judge, JudgeSpec? CompareWith, LeaderboardSpec Arena, PairMiningSpec? Mining, WorkSpec Work,
    BudgetSpec? Budget);

/// <summary>An OpenAI-compatible endpoint; see <see cref="EndpointSettings"/>.</summary>
/// <param name="KeyEnv">Name of the environment variable that holds the key.</param>
/// <param name="KeyFile">Path of a file that holds the key.</param>
/// <param name="Budget">Most that this endpoint may cost.</param>
public sealed record EndpointSpec(
    string Name, string BaseUrl, string? KeyEnv, string? KeyFile, int Concurrency, int? RequestsPerMinute, int? TokensPerMinute,
    double TimeoutSeconds, int MaxRetries, BudgetSpec? Budget)
{
    public EndpointSettings Settings(Func<string, string> resolve) => new(
        Name, BaseUrl, KeyEnv is null && KeyFile is null ? null : new(KeyEnv, KeyFile is null ? null : resolve(KeyFile)),
        Concurrency, RequestsPerMinute, TokensPerMinute, TimeoutSeconds, MaxRetries);
}

/// <summary>A contestant. What it needs besides depends on its kind.</summary>
/// <param name="Name">Of <c>recorded</c> answers, a name is needed only where one model of the file is meant.</param>
/// <param name="Kind"><c>openai</c>, <c>checkpoint</c> or <c>recorded</c>.</param>
/// <param name="File">For <c>recorded</c>: the file with the answers.</param>
/// <param name="Family">Family of models, for example <c>gpt-4</c>: judges of one family with a contestant may prefer it.</param>
/// <param name="Model">For <c>openai</c> the model to ask for; for <c>recorded</c> the model whose answers of the file are meant, null for all.</param>
public sealed record ContestantSpec(
    string? Name, string Kind, string? Endpoint, string? Model, double Temperature, double? TopP, string? SystemPrompt, string? ExtraBody,
    double InputPrice, double OutputPrice, string? Checkpoint, string? File, string? Family);

/// <param name="File">JSONL, gzipped or not.</param>
/// <param name="Limit">Most prompts, the first ones of the file; null for all.</param>
public sealed record PromptFileSpec(string File, int? Limit);

/// <param name="MaxTokens">Most tokens of an answer.</param>
/// <param name="Against">Where given, only battles against this contestant are fought; null for all pairs.</param>
public sealed record BattlePlanSpec(int MaxTokens, string? Against);

/// <summary>A judge. What it needs besides depends on its kind.</summary>
/// <param name="Kind"><c>verifier</c>, <c>llm</c>, <c>reward_model</c>, <c>recorded</c> or <c>jury</c>.</param>
/// <param name="Members">For <c>jury</c>.</param>
/// <param name="Rule">For <c>jury</c>: <c>mean</c> or <c>majority</c>.</param>
public sealed record JudgeSpec(
    string Name, string Kind, string Combine, double TieMargin, string Flip, string? Endpoint, string? Model, string? ExtraBody,
    double InputPrice, double OutputPrice, string Prompt, double Temperature, int MaxTokens, int Attempts, bool UseReference, bool JsonMode,
    string? Checkpoint, string? File, IReadOnlyList<JudgeSpec> Members, string Rule, string? Family);

/// <summary>How the battles become a leaderboard; see <see cref="RankingSettings"/>.</summary>
/// <param name="Anchor">Contestant whose Elo is fixed; null centres the ratings on 1000.</param>
/// <param name="Reference">CSV of another ranking to compare with; null for none.</param>
/// <param name="StyleFeatures">What style control takes out: <c>length</c>, <c>markdown</c>; null for both.</param>
public sealed record LeaderboardSpec(
    string? Anchor, double AnchorElo, int Bootstraps, string Interval, bool Soft, bool StyleControl, string? Reference,
    IReadOnlyList<string>? StyleFeatures = null);

/// <summary>Training data for one contestant, out of the battles of all.</summary>
/// <param name="SftGap">K of SFT rows; null for none.</param>
/// <param name="DpoGap">K of chosen/rejected pairs; null for none.</param>
public sealed record PairMiningSpec(string Target, double? SftGap, double? DpoGap);

/// <summary>Most that may be spent; null for no limit.</summary>
/// <param name="MaxCost">US dollars.</param>
/// <param name="MaxTokens">Prompt and response tokens together.</param>
public sealed record BudgetSpec(double? MaxCost, long? MaxTokens);
