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
    private (string Name, IReadOnlyDictionary<VerdictKey, CardWinner> Verdicts)? reference;
    private ArenaAgreement? rankings;
    private int battles, verdicts, ties, twoGames, flips, decidedGames, firstWins, withLonger, longerWins, withLists, listsWin;
    private int replies;
    private long promptTokens, responseTokens;
    private double latency;
    private decimal cost;
    private int ownBattles, ownBattlesOfBoth;
    private double ownWins, ownWinsOfBoth, ownWinsOfReference;
    private readonly int[,] confusion = new int[3, 3];

    /// <summary>Compares every battle added from now on with somebody else's verdicts.</summary>
    /// <param name="with">The other judge, or for example <c>human</c>.</param>
    /// <param name="agreement">Of the leaderboard of this judge with the other's, if both were ranked: <see cref="AgreementMetrics"/>.</param>
    /// <exception cref="InvalidOperationException">Battles were added before.</exception>
    public JudgeCardBuilder CompareWith(string with, IReadOnlyDictionary<VerdictKey, CardWinner> otherVerdicts, ArenaAgreement? agreement = null)
    {
        if (battles > 0) throw new InvalidOperationException("Name whom to compare with before the first battle.");
        (reference, rankings) = ((with, otherVerdicts), agreement);
        return this;
    }

    public void Add(CardBattle battle)
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
        var other = OtherVerdict(battle);
        if (other is { } theirs) confusion[Class(winner), Class(theirs)]++;
        AddFamilies(battle, winner, other);
    }

    /// <exception cref="InvalidOperationException">It is to be compared, and no battle is in common: there is no agreement to state.</exception>
    public JudgeCard Build() => new(
        judge, family, battles, verdicts, battles - verdicts, Rates(failures, battles), Rates(replyFailures, replies), CardRate.Make(ties, verdicts),
        CardRate.Make(flips, twoGames), CardRate.Make(firstWins, decidedGames), CardRate.Make(longerWins, withLonger), CardRate.Make(listsWin, withLists),
        Own(), Agreement(),
        new(cost, verdicts == 0 ? null : cost / verdicts, promptTokens, responseTokens, replies, replies == 0 ? null : latency / replies));

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

    private CardWinner? OtherVerdict(CardBattle battle)
    {
        if (reference is not { } with) return null;
        if (with.Verdicts.TryGetValue(new(battle.PromptId, battle.ContestantA, battle.ContestantB), out var same)) return same;
        if (!with.Verdicts.TryGetValue(new(battle.PromptId, battle.ContestantB, battle.ContestantA), out var swapped)) return null;
        return swapped switch { CardWinner.A => CardWinner.B, CardWinner.B => CardWinner.A, var even => even };
    }

    private SelfPreference? Own()
    {
        if (CardRate.Make(ownWins, ownBattles) is not { } wins) return null;
        var theirs = CardRate.Make(ownWinsOfReference, ownBattlesOfBoth);
        return new(wins, theirs, theirs is null ? null : ownWinsOfBoth / ownBattlesOfBoth - theirs.Rate);
    }

    /// <summary>kappa = (p_o - p_e) / (1 - p_e): J. Cohen, Educational and Psychological Measurement 20 (1960).</summary>
    private JudgeAgreement? Agreement()
    {
        if (reference is not { } with) return null;
        var total = 0;
        foreach (var count in confusion) total += count;
        if (total == 0)
            throw new InvalidOperationException($"{judge} and {with.Name} have judged no battle in common: do both name prompts and contestants alike?");
        var same = Enumerable.Range(0, 3).Sum(i => confusion[i, i]);
        var chance = Enumerable.Range(0, 3).Sum(i =>
            (double)Enumerable.Range(0, 3).Sum(j => confusion[i, j]) * Enumerable.Range(0, 3).Sum(j => confusion[j, i])) / ((double)total * total);
        var raw = (double)same / total;
        var bothDecide = confusion[0, 0] + confusion[0, 1] + confusion[1, 0] + confusion[1, 1];
        return new(
            with.Name, total, raw, chance >= 1 ? null : (raw - chance) / (1 - chance), CardRate.Make(confusion[0, 0] + confusion[1, 1], bothDecide),
            rankings?.Spearman, rankings?.HumanAgreement, rankings?.Differentiation, rankings?.Average);
    }

    private static int Class(CardWinner winner) => winner switch { CardWinner.A => 0, CardWinner.B => 1, _ => 2 };

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static SortedDictionary<string, CardRate> Rates(SortedDictionary<string, int> counts, int of) =>
        new(counts.ToDictionary(count => count.Key, count => CardRate.Make(count.Value, Math.Max(of, count.Value))!), StringComparer.Ordinal);
}

/// <summary>Which battle a verdict is on.</summary>
public readonly record struct VerdictKey(string PromptId, string ContestantA, string ContestantB);
