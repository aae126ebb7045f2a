namespace ArenaLearning.Ratings.Likelihoods;

/// <summary>What a tie is.</summary>
public enum TiesModel
{
    /// <summary>Half a win for both.</summary>
    Half,
    /// <summary>An outcome of its own, the likelier the closer the two are: Davidson's model.</summary>
    Davidson,
}
