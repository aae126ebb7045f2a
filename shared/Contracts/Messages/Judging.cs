using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Command to Judging: judge a chunk of battles, each in both orders.</summary>
/// <param name="Device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>: where a reward model computes.</param>
/// <param name="Arena">What the battles count for; null where they are no arena battles.</param>
public sealed record JudgeBattles(
    string Campaign, string ChunkId, JudgeReference Judge, IReadOnlyList<BattleUnit> Units, string Device = "auto", ArenaRound? Arena = null);

/// <summary>What arena battles count for.</summary>
/// <param name="Part">The part of the arena that their prompts are of, for example <c>arena-hard</c>.</param>
/// <param name="Anchor">The contestant whose rating is fixed; null centres the ratings on 1000.</param>
/// <param name="AnchorElo">The rating it is fixed to.</param>
public sealed record ArenaRound(string Part, string? Anchor = null, double AnchorElo = 0);

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

public sealed record BattleUnit
{
    public required string UnitId { get; init; }

    /// <summary>Of the prompt: recorded verdicts are found by it and by the contestants' names.</summary>
    public required string PromptId { get; init; }

    /// <summary>Of the prompt; a judge may treat categories differently.</summary>
    public required string Category { get; init; }
    public required IReadOnlyList<ChatTurn> Messages { get; init; }

    public string? Reference { get; init; }
    public required string ContestantA { get; init; }

    public required string ContestantB { get; init; }
    public required string ResponseA { get; init; }

    public required string ResponseB { get; init; }
}

/// <summary>Event: a chunk of battles was judged; each unit succeeded or failed for itself.</summary>
/// <param name="Judge">The judge's name.</param>
/// <param name="Arena">As the command has it. Who watches the arena then learns from each unit who fought; null where nobody need know.</param>
public sealed record BattlesJudged(string Campaign, string ChunkId, string Judge, IReadOnlyList<VerdictResult> Units, ArenaRound? Arena = null);

public sealed record VerdictResult
{
    public required string UnitId { get; init; }

    /// <summary>Two games: the first with A shown first, the second with B shown first. Scores are by model, not by position.</summary>
    public required IReadOnlyList<GameScores> Games { get; init; }
    public required double ScoreA { get; init; }

    public required double ScoreB { get; init; }
    public required BattleWinner Winner { get; init; }

    public required ResponseAssessment A { get; init; }
    public required ResponseAssessment B { get; init; }

    /// <summary>Why there is no verdict; null when there is one. A failure is never a tie.</summary>
    public string? Failure { get; init; }

    /// <summary>Of A being the better one, where the judge says more than scores do; null otherwise.</summary>
    public double? Probability { get; init; }
    public FailureClass? FailureClass { get; init; }

    /// <summary>Of an arena battle; null in any other.</summary>
    public string? ContestantA { get; init; }

    /// <inheritdoc cref="ContestantA"/>
    public string? ContestantB { get; init; }

    /// <summary>For a jury: what each member says, by its name.</summary>
    public IReadOnlyDictionary<string, BattleWinner>? Members { get; init; }

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
public sealed record JudgeReply
{
    /// <summary>The text as it came.</summary>
    public required string Raw { get; init; }

    /// <summary>The judge's reason; what is wrong with the reply, where it could not be read.</summary>
    public string? Reason { get; init; }
    public string? Model { get; init; }

    public string? Fingerprint { get; init; }
    public required string FinishReason { get; init; }

    public required int PromptTokens { get; init; }
    public required int ResponseTokens { get; init; }

    public required double LatencySeconds { get; init; }
    public required decimal CostUsd { get; init; }

    public bool FromCache { get; init; }

    /// <summary>The class of failure; null where it was read.</summary>
    public FailureClass? Failure { get; init; }

    /// <summary>Name of the endpoint that was asked.</summary>
    public string? Endpoint { get; init; }

    /// <summary>0 for the game with A shown first, 1 for that with B shown first.</summary>
    public int Game { get; init; }

    /// <summary>Sample index of the ask: 0 for the first of its game.</summary>
    public int Sample { get; init; }
}

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
