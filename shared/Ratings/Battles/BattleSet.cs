using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Pairs;


namespace ArenaLearning.Ratings.Battles;

/// <summary>Battles to which ratings can be fitted.</summary>
public abstract class BattleSet
{
    /// <summary>Names in ordinal order.</summary>
    public abstract IReadOnlyList<string> Contestants { get; }

    public abstract long BattleCount { get; }

    /// <summary>Battles of each contestant, in the order of <see cref="Contestants"/>.</summary>
    public abstract IReadOnlyList<long> BattlesByContestant();

    /// <summary>Win rates of every pair that fought, in both directions, ties as half.</summary>
    public abstract IReadOnlyList<PairWinRate> WinRates();

    /// <summary>How often each different battle was fought: what a bootstrap resamples.</summary>
    internal abstract long[] Counts { get; }

    /// <summary>The likelihood of the battles, weighted with <see cref="Counts"/>.</summary>
    /// <exception cref="ArgumentException">The ties model does not apply to these battles.</exception>
    internal abstract ILikelihood Likelihood(TiesModel ties);

    /// <summary>Names of the parameters that the likelihood has beside the log-strengths.</summary>
    internal abstract IReadOnlyList<string> ExtraNames(TiesModel ties);
}
