using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;

namespace ArenaLearning.Judging.Verdicts;

/// <summary>What came of a game: a verdict, or why there is none.</summary>
public sealed record PlayedGame(GameVerdict? Verdict, JudgeException? Failure)
{
    internal IReadOnlyList<JudgeReply> FailedReplies => Verdict?.FailedReplies ?? Failure?.FailedReplies ?? [];

    /// <summary>The game with its number on all its replies.</summary>
    internal PlayedGame Numbered(int game) => new(
        Verdict is null ? null : Verdict with
        {
            Reply = Verdict.Reply is { } reply ? reply with { Game = game } : null,
            FailedReplies = Of(Verdict.FailedReplies, game),
        },
        Failure is null ? null : new(Failure.Message, Failure.InnerException) { Failure = Failure.Failure, FailedReplies = Of(Failure.FailedReplies, game) });

    private static IReadOnlyList<JudgeReply> Of(IReadOnlyList<JudgeReply> replies, int game) => [.. replies.Select(reply => reply with { Game = game })];
}
