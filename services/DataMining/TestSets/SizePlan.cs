using System.Globalization;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>Sizes for the pool that there is.</summary>
internal static class SizePlan
{
    /// <summary>At most this share of a pool becomes test sets; the rest is for training.</summary>
    private const double TestShare = 0.5;

    /// <summary>Scales clusters and the Hard set down by one factor where they would take more than half of the pool.</summary>
    /// <param name="message">What was changed; null where nothing was.</param>
    public static TestSetSettings For(TestSetSettings wanted, int pool, bool hard, out string? message)
    {
        var size = (double)wanted.Clusters * wanted.PerCluster + (hard ? wanted.Hard : 0);
        var most = TestShare * pool;
        var factor = size > most ? most / size : 1;
        var settings = wanted with
        {
            Clusters = Math.Clamp((int)(wanted.Clusters * factor), 1, pool),
            Hard = hard ? (int)(wanted.Hard * factor) : 0,
        };
        message = settings.Clusters == wanted.Clusters && (!hard || settings.Hard == wanted.Hard) ? null : string.Create(CultureInfo.InvariantCulture,
            $"the pool has {pool:N0} prompts after cleaning, and at most half of it becomes test sets: ")
            + string.Create(CultureInfo.InvariantCulture, $"{settings.Clusters:N0} clusters instead of {wanted.Clusters:N0}")
            + (hard ? string.Create(CultureInfo.InvariantCulture, $", {settings.Hard:N0} hard prompts instead of {wanted.Hard:N0}") : "");
        return settings;
    }
}
