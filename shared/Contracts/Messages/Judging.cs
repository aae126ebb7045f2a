using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Command to Judging: judge a chunk of battles, each in both orders.</summary>
/// <param name="Device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>: where a reward model computes.</param>
public sealed record JudgeBattles(string Campaign, string ChunkId, JudgeReference Judge, IReadOnlyList<BattleUnit> Units, string Device = "auto");

/// <summary>How the two games of a battle, with positions swapped, become one verdict.</summary>
/// <param name="Combine">How the games are put together.</param>
/// <param name="TieMargin">In points: scores that differ by at most this are a tie, in a game as in the means of both games.</param>
/// <param name="Flip">What games are that name different winners.</param>
public sealed record VerdictRules(GameCombination Combine = GameCombination.Mean, double TieMargin = 0, FlipRule Flip = FlipRule.Inconsistent)
{
    public static VerdictRules Default { get; } = new();
}

public enum GameCombination
{
    /// <summary>The mean scores of both games decide.</summary>
    Mean,
    /// <summary>A winner must win both games, or one and tie the other.</summary>
    Agreement,
}

public enum FlipRule
{
    /// <summary>A verdict of its own, counted as half a win for each in ratings.</summary>
    Inconsistent,
    /// <summary>A tie.</summary>
    Tie,
    /// <summary>The mean scores decide all the same.</summary>
    Mean,
}

/// <summary>How a language model is asked for verdicts.</summary>
/// <param name="Prompt">Name of a prompt that Judging has, or the full path of a prompt file; either carries a version.</param>
/// <param name="Temperature">0 is greedy.</param>
/// <param name="MaxTokens">Most tokens of a reply.</param>
/// <param name="Attempts">
/// Asks for one game before it is a failure: a reply that cannot be read is asked for again with another sample index,
/// and at a temperature of at least 0.5, for greedily the model would say the same again.
/// </param>
/// <param name="UseReference">Whether the judge is shown the reference answer, where there is one.</param>
/// <param name="JsonMode">Whether <c>response_format</c> is sent.</param>
/// <param name="PromptFile">The prompt file with its hash, so that a changed file is another judge; null for a prompt that has a name.</param>
public sealed record LlmJudgeSettings(
    EndpointModel Model, string Prompt = "pairwise-v1", double Temperature = 0, int MaxTokens = 1024, int Attempts = 3,
    bool UseReference = true, bool JsonMode = true, ArtifactReference? PromptFile = null);

public enum JuryRule
{
    /// <summary>Mean of the members' scores.</summary>
    Mean,
    /// <summary>What most members say; a draw among them is a tie.</summary>
    Majority,
}

/// <param name="Category">Of the prompt; a judge may treat categories differently.</param>
/// <param name="PromptId">Of the prompt: recorded verdicts are found by it and by the contestants' names.</param>
public sealed record BattleUnit(
    string UnitId, string PromptId, string Category, IReadOnlyList<ChatTurn> Messages, string? Reference, string ContestantA, string ContestantB,
    string ResponseA, string ResponseB);

/// <summary>Event: a chunk of battles was judged; each unit succeeded or failed for itself.</summary>
/// <param name="Judge">The judge's name.</param>
public sealed record BattlesJudged(string Campaign, string ChunkId, string Judge, IReadOnlyList<VerdictResult> Units);

/// <param name="Games">Two games: the first with A shown first, the second with B shown first. Scores are by model, not by position.</param>
/// <param name="Probability">Of A being the better one, where the judge says more than scores do; null otherwise.</param>
/// <param name="Members">For a jury: what each member says, by its name.</param>
/// <param name="Failure">Why there is no verdict; null when there is one. A failure is never a tie.</param>
public sealed record VerdictResult(
    string UnitId, IReadOnlyList<GameScores> Games, double ScoreA, double ScoreB, BattleWinner Winner,
    ResponseAssessment A, ResponseAssessment B, string? Failure = null, double? Probability = null,
    FailureClass? FailureClass = null, IReadOnlyDictionary<string, BattleWinner>? Members = null)
{
    /// <summary>Replies that could not be read, and those that gave no verdict: what was paid for all the same.</summary>
    public IReadOnlyList<JudgeReply> FailedReplies { get; init; } = [];

    /// <summary>For a jury: each member's whole verdict, or failure, by its name; their replies are here and nowhere else.</summary>
    public IReadOnlyDictionary<string, VerdictResult>? MemberVerdicts { get; init; }

    /// <summary>Every reply that was paid for, those of a jury's members too.</summary>
    public IEnumerable<JudgeReply> Replies() =>
        Games.Select(game => game.Reply).OfType<JudgeReply>()
            .Concat(FailedReplies)
            .Concat((MemberVerdicts ?? new Dictionary<string, VerdictResult>()).Values.SelectMany(member => member.Replies()));
}

/// <summary>Scores of one game, 1 to 10.</summary>
/// <param name="Reply">What the judge was paid for and said; null where it was not asked.</param>
public sealed record GameScores(double ScoreA, double ScoreB, JudgeReply? Reply = null);

/// <summary>One reply of a judge that is a language model.</summary>
/// <param name="Raw">The text as it came.</param>
/// <param name="Reason">The judge's reason; what is wrong with the reply, where it could not be read.</param>
/// <param name="Failure">The class of failure; null where it was read.</param>
/// <param name="Endpoint">Name of the endpoint that was asked.</param>
/// <param name="Game">0 for the game with A shown first, 1 for that with B shown first.</param>
/// <param name="Sample">Sample index of the ask: 0 for the first of its game.</param>
public sealed record JudgeReply(
    string Raw, string? Reason, string? Model, string? Fingerprint, string FinishReason, int PromptTokens, int ResponseTokens,
    double LatencySeconds, decimal CostUsd, bool FromCache = false, FailureClass? Failure = null, string? Endpoint = null,
    int Game = 0, int Sample = 0);

/// <summary>Why a battle has no verdict.</summary>
public enum FailureClass
{
    /// <summary>No JSON object with the two scores in the reply.</summary>
    NoJson,
    /// <summary>A score that is no number from 1 to 10.</summary>
    ScoreOutOfRange,
    /// <summary>The reply was cut off (<c>finish_reason</c> is <c>length</c>).</summary>
    Truncated,
    /// <summary>The judge refuses to judge.</summary>
    Refusal,
    /// <summary>The endpoint could not be reached, or did not answer properly.</summary>
    Transport,
    /// <summary>The judge cannot judge this prompt, for example a verifier without a reference.</summary>
    NotJudgeable,
}

/// <summary>What a judge that can check answers says of one response.</summary>
/// <param name="Correct">Final answer right; null where the judge cannot tell.</param>
/// <param name="FirstError">Offset in characters of the first error; null where there is none.</param>
/// <param name="Reason">In words.</param>
public sealed record ResponseAssessment(bool? Correct, int? FirstError, string Reason);
