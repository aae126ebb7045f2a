using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Pairs;


namespace ArenaLearning.Ratings.Models;

/// <summary>
/// Maximum likelihood of the Bradley-Terry model, P(i beats j) = 1 / (1 + exp(theta_j - theta_i)): R. A. Bradley and
/// M. E. Terry, "Rank analysis of incomplete block designs", Biometrika 39 (1952); on the Elo scale as in Chatbot Arena,
/// arXiv 2403.04132, section 4, and in Arena Learning, arXiv 2407.10627. A tie counts as half a win for both, or as
/// <see cref="BradleyTerryOptions.Ties"/> says.
/// </summary>
public static class BradleyTerry
{
    /// <exception cref="ArgumentException">There is no battle; an option is out of range or does not apply.</exception>
    /// <exception cref="InvalidOperationException">The likelihood has no finite maximum and the ridge is 0.</exception>
    public static BradleyTerryFit Fit(BattleSet battles, BradleyTerryOptions? options = null)
    {
        options ??= BradleyTerryOptions.Default;
        Check(battles, options);
        var likelihood = battles.Likelihood(options.Ties);
        var warnings = UndeterminedIn(battles.Contestants, likelihood);
        if (options.Ridge == 0 && warnings.Count > 0)
            throw new InvalidOperationException(
                $"Without a ridge these battles have no ratings. {warnings[0]} Or fit with a ridge above 0.");

        var optimum = Newton.Maximise(likelihood, new double[likelihood.Parameters], options);
        if (!optimum.Converged)
            warnings.Add(
                $"The ratings did not converge in {optimum.Iterations} Newton steps (gradient {optimum.GradientNorm:G2}); "
                + "allow more iterations.");
        var contestants = battles.Contestants.Count;
        return new(
            battles.Contestants, optimum.Point[..contestants], optimum.Converged, optimum.Iterations, optimum.GradientNorm, warnings)
        {
            Extra = optimum.Point[contestants..],
            ExtraNames = battles.ExtraNames(options.Ties),
            Ties = options.Ties,
        };
    }

    private static List<string> UndeterminedIn(IReadOnlyList<string> contestants, ILikelihood likelihood)
    {
        var graph = new BattleGraph(contestants.Count);
        likelihood.AddTo(graph);
        var connected = graph.ConnectedGroups();
        if (connected.Count > 1)
            return [$"No battle joins the groups {Names(contestants, connected)}: ratings compare within a group only. "
                + "Let contestants of different groups battle."];
        var mutual = graph.MutuallyBeatingGroups();
        if (mutual.Count > 1)
            return [$"Between the groups {Names(contestants, mutual)} all wins go one way: how far apart they are is "
                + "unbounded, and the ridge alone keeps the ratings finite. Let them battle on more prompts."];
        return [];
    }

    private static string Names(IReadOnlyList<string> contestants, IReadOnlyList<IReadOnlyList<int>> groups) =>
        string.Join(" | ", groups.Select(group => string.Join(", ", group.Select(i => contestants[i]))));

    private static void Check(BattleSet battles, BradleyTerryOptions options)
    {
        if (battles.BattleCount == 0)
            throw new ArgumentException("There is no battle to rate; give at least one.", nameof(battles));
        if (!(options.Ridge >= 0) || double.IsInfinity(options.Ridge))
            throw new ArgumentOutOfRangeException(
                nameof(options), options.Ridge, "The ridge of Bradley-Terry must be 0 or a small positive number.");
        if (options.MaxIterations < 1)
            throw new ArgumentOutOfRangeException(
                nameof(options), options.MaxIterations, "Bradley-Terry needs at least one iteration.");
        if (!(options.Tolerance > 0))
            throw new ArgumentOutOfRangeException(
                nameof(options), options.Tolerance, "The tolerance of Bradley-Terry must be positive.");
    }
}
