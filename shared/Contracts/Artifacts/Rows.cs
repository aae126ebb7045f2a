namespace ArenaLearning.Contracts.Artifacts;

/// <summary>One turn of a conversation, with Hugging Face's names.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
public sealed record ChatTurn(string Role, string Content)
{
    public static ChatTurn User(string content) => new("user", content);
    public static ChatTurn Assistant(string content) => new("assistant", content);
}

/// <summary>A row of a prompt file.</summary>
/// <param name="Messages">The dialogue so far; the last turn is the user's instruction.</param>
/// <param name="Reference">The reference answer, if the prompt has one (a number, for arithmetic).</param>
public sealed record PromptRow(string Id, string Category, IReadOnlyList<ChatTurn> Messages, string? Reference);

/// <summary>A row of an SFT dataset, as TRL reads it; the last message is the target.</summary>
public sealed record SftRow(IReadOnlyList<ChatTurn> Messages, Provenance Provenance);

/// <summary>A row of a preference dataset, as TRL reads it (explicit prompt, conversational).</summary>
public sealed record PreferenceRow(
    IReadOnlyList<ChatTurn> Prompt, IReadOnlyList<ChatTurn> Chosen, IReadOnlyList<ChatTurn> Rejected, Provenance Provenance);

/// <summary>
/// A row of a stepwise-supervision dataset, as TRL reads it: <c>Completions</c> concatenated are the response,
/// <c>Labels[i]</c> says whether the response is still right at the end of <c>Completions[i]</c>.
/// </summary>
public sealed record StepwiseRow(
    IReadOnlyList<ChatTurn> Prompt, IReadOnlyList<string> Completions, IReadOnlyList<bool> Labels, Provenance Provenance);

/// <summary>A row of a prompt-only dataset, on which PPO rolls out.</summary>
public sealed record PromptOnlyRow(IReadOnlyList<ChatTurn> Prompt, string? Reference, Provenance Provenance);

/// <summary>Where a training row comes from.</summary>
/// <param name="Rule">The mining rule, for example <c>sft: gap &gt;= 3</c>.</param>
/// <param name="Chosen">The contestant whose response is the target or the chosen one.</param>
/// <param name="Rejected">The contestant whose response lost.</param>
/// <param name="Gap">Score gap of the two responses, in judge points (scores run from 1 to 10).</param>
public sealed record Provenance(
    string PromptId, string Category, string Split, string Rule, string? Chosen = null, string? Rejected = null, double? Gap = null);

/// <summary>Every response and every verdict of one prompt in one stage: what mining reads.</summary>
public sealed record PromptBattles(
    string PromptId, string Category, string Split, IReadOnlyList<ChatTurn> Messages, string? Reference,
    IReadOnlyList<BattleResponse> Responses, IReadOnlyList<JudgedBattle> Battles);

/// <param name="Sample">0 for the response that stands for the contestant; more where it was sampled repeatedly.</param>
/// <param name="FirstError">
/// Offset in characters at which the judge found the response to go wrong; null where it is right throughout or the
/// judge does not say (<paramref name="Correct"/> is null then).
/// </param>
public sealed record BattleResponse(
    string Contestant, int Sample, string Text, bool? Correct = null, int? FirstError = null);

/// <summary>A judged pair of <see cref="PromptBattles.Responses"/>; A and B are indices into them.</summary>
/// <param name="ScoreA">Mean of the two games, 1 to 10.</param>
public sealed record JudgedBattle(int A, int B, double ScoreA, double ScoreB, BattleWinner Winner);

/// <summary>A row of <c>battles.jsonl</c>: FastChat's columns, and more.</summary>
public sealed record BattleRow
{
    public required string QuestionId { get; init; }
    public required string ModelA { get; init; }

    public required string ModelB { get; init; }

    /// <summary><c>model_a</c>, <c>model_b</c>, <c>tie</c> or <c>tie (bothbad)</c>.</summary>
    public required string Winner { get; init; }
    public required string Judge { get; init; }

    public required string Category { get; init; }
    public required string Stage { get; init; }

    public required string Arena { get; init; }
    public required double ScoreA { get; init; }

    public required double ScoreB { get; init; }

    /// <summary>Of A being the better one, 0 to 1, where the judge says so; soft outcomes come from it, or from the scores.</summary>
    public double? Probability { get; init; }

    /// <summary>Length and markdown of A's response, for style control.</summary>
    public ResponseStyle? StyleA { get; init; }
    public ResponseStyle? StyleB { get; init; }

    /// <summary>Whether the two games named different winners; left out where they did not.</summary>
    public bool? Inconsistent { get; init; }
}

/// <summary>What of a response is style and not content, with Arena-Hard's names.</summary>
/// <param name="TokenLen">Length: words and marks of punctuation.</param>
/// <param name="HeaderCount">Markdown headers.</param>
/// <param name="ListCount">Items of ordered and unordered lists.</param>
/// <param name="BoldCount">Bold spans.</param>
public sealed record ResponseStyle(int TokenLen, int HeaderCount, int ListCount, int BoldCount);
