using ArenaLearning.Ratings.Agreement;

namespace ArenaLearning.Ratings.Judges;

/// <summary>
/// Makes a judge card from battles as they come, in any order. What it holds does not grow with them.
/// </summary>
/// <param name="judge">The judge's name.</param>
/// <param name="family">The judge's family of models, such as <c>gpt-4</c>; null where it is not known.</param>
/// <param name="families">The family of each contestant that has one.</param>
public sealed class JudgeCardBuilder(string judge, string? family = null, IReadOnlyDictionary<string, string>? families = null)
{
    private readonly SortedDictionary<string, int> failures = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> replyFailures = new(StringComparer.Ordinal);
    private int battles, verdicts, ties, twoGames, flips, decidedGames, firstWins, withLonger, longerWins, withLists, listsWin;
    private int replies;
    private long promptTokens, responseTokens;
    private double latency;
    private decimal cost;
    private int ownBattles, ownBattlesOfBoth;
    private double ownWins, ownWinsOfBoth, ownWinsOfReference;
    private readonly int[,] confusion = new int[3, 3];

    /// <summary>Battles that somebody else has judged too.</summary>
    public int InCommon { get; private set; }

    /// <param name="other">The verdict of whom the judge is compared with on the same battle; null where there is none.</param>
    public void Add(CardBattle battle, CardWinner? other = null)
    {
        battles++;
        AddCost(battle.Cost);
        foreach (var failure in battle.ReplyFailures ?? []) Count(replyFailures, failure);
        if (battle.Winner is not { } winner)
        {
            Count(failures, battle.Failure ?? "unknown");
            return;
        }
        verdicts++;
        if (winner == CardWinner.Tie) ties++;
        AddGames(battle.Games);
        AddPreference(winner, battle.A.Length - battle.B.Length, ref withLonger, ref longerWins);
        AddPreference(winner, battle.A.Lists - battle.B.Lists, ref withLists, ref listsWin);
        if (other is { } theirs)
        {
            InCommon++;
            confusion[Class(winner), Class(theirs)]++;
        }
        AddFamilies(battle, winner, other);
    }

    /// <param name="with">Who the other judge is, or for example <c>human</c>; null where the judge is compared with nobody.</param>
    /// <param name="rankings">Of the leaderboard of this judge with the other's, if both were ranked: <see cref="AgreementMetrics"/>.</param>
    /// <exception cref="InvalidOperationException">It is to be compared, and no battle is in common: there is no agreement to state.</exception>
    public JudgeCard Build(string? with = null, ArenaAgreement? rankings = null) => new()
    {
        Judge = judge,
        Family = family,
        Battles = battles,
        Verdicts = verdicts,
        Failed = battles - verdicts,
        Failures = Rates(failures, battles),
        ReplyFailures = Rates(replyFailures, replies),
        Ties = CardRate.Make(ties, verdicts),
        Flips = CardRate.Make(flips, twoGames),
        FirstWins = CardRate.Make(firstWins, decidedGames),
        LongerWins = CardRate.Make(longerWins, withLonger),
        ListsWin = CardRate.Make(listsWin, withLists),
        OwnFamily = Own(),
        Agreement = with is null ? null : Agreement(with, rankings),
        Spending = new(cost, verdicts == 0 ? null : cost / verdicts, promptTokens, responseTokens, replies, replies == 0 ? null : latency / replies),
    };

    private void AddCost(CardCost spent)
    {
        cost += spent.Usd;
        latency += spent.LatencySeconds;
        promptTokens += spent.PromptTokens;
        responseTokens += spent.ResponseTokens;
        replies += spent.Replies;
    }

    private void AddGames(IReadOnlyList<CardGame> games)
    {
        if (games is not [var aFirst, var bFirst]) return;
        twoGames++;
        var (one, other) = (aFirst.ScoreA.CompareTo(aFirst.ScoreB), bFirst.ScoreA.CompareTo(bFirst.ScoreB));
        if (one * other < 0) flips++;
        if (one != 0) decidedGames++;
        if (other != 0) decidedGames++;
        if (one > 0) firstWins++;
        if (other < 0) firstWins++;
    }

    private static void AddPreference(CardWinner winner, int difference, ref int cases, ref int wins)
    {
        if (difference == 0 || winner is not (CardWinner.A or CardWinner.B)) return;
        cases++;
        if (difference > 0 == (winner == CardWinner.A)) wins++;
    }

    private void AddFamilies(CardBattle battle, CardWinner winner, CardWinner? other)
    {
        if (family is null || families is null) return;
        var (a, b) = (families.GetValueOrDefault(battle.ContestantA) == family, families.GetValueOrDefault(battle.ContestantB) == family);
        if (a == b) return;
        ownBattles++;
        ownWins += WinsOf(winner);
        if (other is not { } theirs) return;
        ownBattlesOfBoth++;
        ownWinsOfBoth += WinsOf(winner);
        ownWinsOfReference += WinsOf(theirs);

        double WinsOf(CardWinner won) => won is not (CardWinner.A or CardWinner.B) ? 0.5 : won == CardWinner.A == a ? 1 : 0;
    }

    private SelfPreference? Own()
    {
        if (CardRate.Make(ownWins, ownBattles) is not { } wins) return null;
        var theirs = CardRate.Make(ownWinsOfReference, ownBattlesOfBoth);
        return new(wins, theirs, theirs is null ? null : ownWinsOfBoth / ownBattlesOfBoth - theirs.Rate);
    }

    /// <summary>kappa = (p_o - p_e) / (1 - p_e): J. Cohen, Educational and Psychological Measurement 20 (1960).</summary>
    private JudgeAgreement Agreement(string with, ArenaAgreement? rankings)
    {
        var total = InCommon;
        if (total == 0)
            throw new InvalidOperationException($"{judge} and {with} have judged no battle in common: do both name prompts and contestants alike?");
        var same = Enumerable.Range(0, 3).Sum(i => confusion[i, i]);
        var chance = Enumerable.Range(0, 3).Sum(i =>
            (double)Enumerable.Range(0, 3).Sum(j => confusion[i, j]) * Enumerable.Range(0, 3).Sum(j => confusion[j, i])) / ((double)total * total);
        var raw = (double)same / total;
        var bothDecide = confusion[0, 0] + confusion[0, 1] + confusion[1, 0] + confusion[1, 1];
        return new()
        {
            With = with,
            Battles = total,
            Raw = raw,
            Kappa = chance >= 1 ? null : (raw - chance) / (1 - chance),
            Decided = CardRate.Make(confusion[0, 0] + confusion[1, 1], bothDecide),
            Spearman = rankings?.Spearman,
            HumanAgreement = rankings?.HumanAgreement,
            Differentiation = rankings?.Differentiation,
            Average = rankings?.Average,
        };
    }

    private static int Class(CardWinner winner) => winner switch { CardWinner.A => 0, CardWinner.B => 1, _ => 2 };

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static SortedDictionary<string, CardRate> Rates(SortedDictionary<string, int> counts, int of) =>
        new(counts.ToDictionary(count => count.Key, count => CardRate.Make(count.Value, Math.Max(of, count.Value))!), StringComparer.Ordinal);
}
