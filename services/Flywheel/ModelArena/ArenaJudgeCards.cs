using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Ratings.Agreement;
using ArenaLearning.Ratings.Judges;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>The cards of an arena's judge, of its jury's members and of the judge that it is compared with.</summary>
/// <param name="round">The battles.</param>
/// <param name="compared">The same battles before the other judge; null where there is none.</param>
public sealed class ArenaJudgeCards(CampaignRun run, ModelArenaSpec spec, Round round, Round? compared)
{
    private readonly Dictionary<string, string> families = round.Entrants
        .Select(entrant => (entrant.Contestant.Name, Family: FamilyOf(entrant.Contestant, spec)))
        .Where(known => known.Family is not null).ToDictionary(known => known.Name, known => known.Family!, StringComparer.Ordinal);

    /// <param name="leaderboard">The judge's.</param>
    /// <param name="other">That of the judge that it is compared with.</param>
    public async Task<IReadOnlyList<JudgeCard>> CardsAsync(
        IReadOnlyList<LeaderboardRow> leaderboard, IReadOnlyList<LeaderboardRow>? other, CancellationToken cancellationToken)
    {
        var cards = new List<JudgeCard>();
        if (compared is null) return [.. await CardsAsync(spec.Judge, round, null, cancellationToken)];

        var verdicts = new Dictionary<VerdictKey, CardWinner>();
        await foreach (var battle in BattlesAsync(compared, null, cancellationToken))
            if (battle.Winner is { } winner) verdicts[new(battle.PromptId, battle.ContestantA, battle.ContestantB)] = winner;
        cards.AddRange(await CardsAsync(
            spec.Judge, round, verdicts.Count == 0 ? null : (spec.CompareWith!.Name, verdicts, Agreement(leaderboard, other)), cancellationToken));
        cards.AddRange(await CardsAsync(spec.CompareWith!, compared, null, cancellationToken));
        return cards;
    }

    private static string? FamilyOf(ContestantReference contestant, ModelArenaSpec spec) =>
        spec.Contestants.FirstOrDefault(c => c.Name == contestant.Name)?.Family
        ?? ModelFamily.Guess(contestant.Endpoint?.Model ?? contestant.Recorded?.Model ?? contestant.Name);

    private static string? FamilyOf(JudgeSpec judge) => judge.Family ?? ModelFamily.Guess(judge.Model ?? judge.Name);

    /// <summary>A judge's card, and behind it, of a jury, those of its members, each beside the jury as a whole.</summary>
    private async Task<IReadOnlyList<JudgeCard>> CardsAsync(
        JudgeSpec judge, Round judged, (string Name, IReadOnlyDictionary<VerdictKey, CardWinner> Verdicts, ArenaAgreement? Agreement)? with,
        CancellationToken cancellationToken)
    {
        var card = new JudgeCardBuilder(judge.Name, FamilyOf(judge), families);
        if (with is { } other) card.CompareWith(other.Name, other.Verdicts, other.Agreement);
        var own = new Dictionary<VerdictKey, CardWinner>();
        await foreach (var battle in BattlesAsync(judged, null, cancellationToken))
        {
            card.Add(battle);
            if (judge.Members.Count > 0 && battle.Winner is { } winner) own[new(battle.PromptId, battle.ContestantA, battle.ContestantB)] = winner;
        }
        var cards = new List<JudgeCard> { card.Build() };
        foreach (var member in judge.Members)
        {
            var builder = new JudgeCardBuilder(member.Name, FamilyOf(member), families);
            if (own.Count > 0) builder.CompareWith(judge.Name, own);
            await foreach (var battle in BattlesAsync(judged, member.Name, cancellationToken)) builder.Add(battle);
            cards.Add(builder.Build());
        }
        return cards;
    }

    /// <param name="member">Of a jury; null for the judge as a whole.</param>
    private async IAsyncEnumerable<CardBattle> BattlesAsync(
        Round judged, string? member, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var prompt in run.Reader.JudgedAsync(judged, cancellationToken))
        {
            var responses = prompt.Texts.Select(text => text is null ? default : Response(text)).ToList();
            foreach (var ((a, b), verdict) in prompt.Verdicts)
                if (Of(verdict, member) is { } own)
                    yield return Battle(prompt.Prompt.Id, judged, a, b, responses, own.Failure is null ? Winner(own.Winner) : null, own.Games,
                        own.Failure is null ? null : Name(own.FailureClass), [.. own.Replies()]);
            foreach (var ((a, b), failed) in prompt.Failures)
                if (member is null)
                    yield return Battle(prompt.Prompt.Id, judged, a, b, responses, null, [], failed.Class ?? "other", failed.Replies);
        }
    }

    private static VerdictResult? Of(VerdictResult verdict, string? member) =>
        member is null ? verdict : verdict.MemberVerdicts?.GetValueOrDefault(member);

    private static CardBattle Battle(
        string prompt, Round judged, int a, int b, List<CardResponse> responses, CardWinner? winner, IReadOnlyList<GameScores> games,
        string? failure, IReadOnlyList<JudgeReply> replies) => new(
            prompt, judged.Entrants[a].Contestant.Name, judged.Entrants[b].Contestant.Name, winner,
            [.. games.Select(game => new CardGame(game.ScoreA, game.ScoreB))], responses[a], responses[b], failure,
            [.. replies.Select(reply => reply.Failure).OfType<FailureClass>().Select(named => Name(named))],
            new(replies.Sum(r => r.CostUsd), replies.Sum(r => r.LatencySeconds), replies.Sum(r => (long)r.PromptTokens), replies.Sum(r => (long)r.ResponseTokens), replies.Count));

    private static CardResponse Response(string text)
    {
        var style = ResponseStyles.Of(text);
        return new(style.TokenLen, style.ListCount);
    }

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
}
