using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Ratings.Agreement;
using ArenaLearning.Ratings.Judges;

namespace ArenaLearning.Flywheel.Results;

/// <summary>
/// The cards of a campaign's judge, of its jury's members and of the judge that it is compared with, from battles as they are read:
/// what is held does not grow with them.
/// </summary>
/// <param name="compareWith">Another judge of the same battles; null where there is none.</param>
/// <param name="families">Of the contestants whose family is known: see <see cref="Families"/>.</param>
public sealed class JudgeCards(JudgeSpec judge, JudgeSpec? compareWith, IReadOnlyDictionary<string, string> families)
{
    private readonly IReadOnlyList<Card> own = Cards(judge, compareWith?.Name, families);
    private readonly IReadOnlyList<Card> others = compareWith is { } other ? Cards(other, null, families) : [];

    /// <summary>Families of models by contestant: those of the file, and those that names give away.</summary>
    /// <param name="written">What the file says of a contestant; null where it says nothing.</param>
    public static IReadOnlyDictionary<string, string> Families(IEnumerable<ContestantReference> contestants, Func<string, string?> written) => contestants
        .Select(contestant => (contestant.Name, Family: written(contestant.Name)
            ?? ModelFamily.Guess(contestant.ModelName ?? contestant.Name)))
        .Where(known => known.Family is not null).ToDictionary(known => known.Name, known => known.Family!, StringComparer.Ordinal);

    /// <param name="judged">A prompt's battles of the round before the judge.</param>
    /// <param name="compared">The same battles before the other judge; null where there is none.</param>
    /// <param name="styles">Of the prompt's responses, by entrant; null where there is none.</param>
    public void Add(Round round, JudgedPrompt judged, JudgedPrompt? compared, IReadOnlyList<ResponseStyle?> styles)
    {
        var theirs = compared?.Verdicts.Where(v => v.Verdict.Failure is null).ToDictionary(v => v.Pair, v => Winner(v.Verdict.Winner));
        Add(own, round, judged, styles, pair => theirs is not null && theirs.TryGetValue(pair, out var winner) ? winner : null);
        if (compared is not null) Add(others, round, compared, styles, _ => null);
    }

    /// <param name="leaderboard">The judge's.</param>
    /// <param name="other">That of the judge that it is compared with.</param>
    public IReadOnlyList<JudgeCard> Build(IReadOnlyList<LeaderboardRow> leaderboard, IReadOnlyList<LeaderboardRow>? other)
    {
        var agreement = Agreement(leaderboard, other);
        // Without a battle that both have judged there is no agreement to state.
        return [.. own.Concat(others).Select(card => card.Builder.Build(
            card.Builder.InCommon > 0 ? card.With : null, card.Member is null ? agreement : null))];
    }

    /// <summary>A judge's card, and behind it, of a jury, those of its members, each beside the jury as a whole.</summary>
    private static IReadOnlyList<Card> Cards(JudgeSpec judge, string? with, IReadOnlyDictionary<string, string> families) =>
    [
        new(null, with, new(judge.Name, FamilyOf(judge), families)),
        .. judge.Jurors.Select(member => new Card(member.Name, judge.Name, new(member.Name, FamilyOf(member), families))),
    ];

    private static string? FamilyOf(JudgeSpec judge) => judge.Family ?? ModelFamily.Guess(judge.ModelName ?? judge.Name);

    private static void Add(
        IReadOnlyList<Card> cards, Round round, JudgedPrompt judged, IReadOnlyList<ResponseStyle?> styles, Func<Pairing, CardWinner?> otherOf)
    {
        foreach (var (pair, verdict) in judged.Verdicts)
            foreach (var card in cards)
                if (Of(verdict, card.Member) is { } said)
                    card.Builder.Add(
                        Battle(round, judged.Prompt.Id, pair, styles, said.Failure is null ? Winner(said.Winner) : null, said.Games,
                            said.Failure is null ? null : Name(said.FailureClass), [.. said.Replies()]),
                        card.Member is null ? otherOf(pair) : verdict.Failure is null ? Winner(verdict.Winner) : null);
        foreach (var (pair, failed) in judged.Failures)
            cards[0].Builder.Add(Battle(round, judged.Prompt.Id, pair, styles, null, [], failed.Class ?? "other", failed.Replies));
    }

    private static VerdictResult? Of(VerdictResult verdict, string? member) =>
        member is null ? verdict : verdict.MemberVerdicts?.GetValueOrDefault(member);

    private static CardBattle Battle(
        Round round, string prompt, Pairing pair, IReadOnlyList<ResponseStyle?> styles, CardWinner? winner, IReadOnlyList<GameScores> games,
        string? failure, IReadOnlyList<JudgeReply> replies) => new()
        {
            PromptId = prompt,
            ContestantA = round.Entrants[pair.A].Contestant.Name,
            ContestantB = round.Entrants[pair.B].Contestant.Name,
            Winner = winner,
            Games = [.. games.Select(game => new CardGame(game.ScoreA, game.ScoreB))],
            A = Response(styles[pair.A]),
            B = Response(styles[pair.B]),
            Failure = failure,
            ReplyFailures = [.. replies.Select(reply => reply.Failure).OfType<FailureClass>().Select(named => Name(named))],
            Cost = new(
                replies.Sum(r => r.CostUsd), replies.Sum(r => r.LatencySeconds),
                replies.Sum(r => (long)r.PromptTokens), replies.Sum(r => (long)r.ResponseTokens), replies.Count),
        };

    private static CardResponse Response(ResponseStyle? style) => style is null ? default : new(style.TokenLen, style.ListCount);

    private static CardWinner Winner(BattleWinner winner) => winner switch
    {
        BattleWinner.ModelA => CardWinner.A,
        BattleWinner.ModelB => CardWinner.B,
        BattleWinner.Inconsistent => CardWinner.Inconsistent,
        _ => CardWinner.Tie,
    };

    private static string Name(FailureClass? failure) =>
        failure is { } named ? UnitFailures.NameOf(named) : "other";

    /// <returns>Null where the two leaderboards cannot be compared.</returns>
    private static ArenaAgreement? Agreement(IReadOnlyList<LeaderboardRow> leaderboard, IReadOnlyList<LeaderboardRow>? other)
    {
        if (other is null) return null;
        try
        {
            return AgreementMetrics.Compare(Rated(leaderboard), Rated(other));
        }
        catch (ArgumentException)
        {
            // Another set of contestants, or a ranking that separates nobody.
            return null;
        }
    }

    private static IReadOnlyList<RatedContestant> Rated(IReadOnlyList<LeaderboardRow> leaderboard) =>
        [.. leaderboard.Select(row => new RatedContestant(row.Contestant, row.Elo, row.Lower, row.Upper))];

    /// <param name="Member">Of a jury; null for the judge as a whole.</param>
    /// <param name="With">Whom it is compared with; null for nobody.</param>
    private sealed record Card(string? Member, string? With, JudgeCardBuilder Builder);
}
