using ArenaLearning.DataMining.Clustering;
using ArenaLearning.DataMining.Embeddings;
using ArenaLearning.Randomness;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining.Clustering;

public class KMeansTests
{
    [Fact]
    public void Well_separated_groups_are_found()
    {
        var rows = Groups(groups: 12, each: 30, seed: 1);

        var clusters = KMeans.Cluster(rows, new(12, Seed: 1), cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(clusters.Converged);
        Assert.Equal(12, Enumerable.Range(0, 12).Select(group => Assert.Single(clusters.Assignments.Skip(group * 30).Take(30).Distinct())).Distinct().Count());
    }

    [Fact]
    public void The_same_seed_gives_the_same_clusters_to_the_last_bit()
    {
        var rows = Groups(groups: 40, each: 20, seed: 2);

        var runs = Enumerable.Range(0, 4)
            .Select(_ => KMeans.Cluster(rows, new(25, Seed: 7), cancellationToken: TestContext.Current.CancellationToken)).ToArray();

        Assert.All(runs, run => Assert.Equal(runs[0].Assignments, run.Assignments));
        Assert.All(runs, run => Assert.Equal((runs[0].Inertia, runs[0].Iterations), (run.Inertia, run.Iterations)));
    }

    [Fact]
    public void No_cluster_is_empty_even_where_rows_are_copies()
    {
        var row = new float[] { 1, 2, 3 };
        var rows = new EmbeddingMatrix([.. Enumerable.Range(0, 10).Select(_ => row.ToArray()), [3, 2, 1]]);

        var clusters = KMeans.Cluster(rows, new(5, Seed: 1), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([0, 1, 2, 3, 4], clusters.Assignments.Distinct().Order());
    }

    [Fact]
    public void More_iterations_never_raise_the_inertia_and_the_last_one_says_whether_it_converged()
    {
        var rows = Groups(groups: 60, each: 10, seed: 3);
        var inertias = Enumerable.Range(1, 8)
            .Select(most => KMeans.Cluster(rows, new(30, Seed: 1, most), cancellationToken: TestContext.Current.CancellationToken)).ToArray();

        Assert.False(inertias[0].Converged);
        Assert.All(inertias.Zip(inertias.Skip(1)), pair => Assert.True(pair.Second.Inertia <= pair.First.Inertia * (1 + 1e-9)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_number_of_clusters_that_cannot_be_is_refused(int clusters) =>
        Assert.Throws<ArgumentException>(
            () => KMeans.Cluster(Groups(2, 3, 1), new(clusters, Seed: 1), cancellationToken: TestContext.Current.CancellationToken));

    /// <summary>Points close to random directions of 32 dimensions.</summary>
    private static EmbeddingMatrix Groups(int groups, int each, long seed)
    {
        var random = SplitMix64.Stream(seed, "groups");
        float Number() => random.Between(-1000, 1000) / 1000f;
        return new([.. Enumerable.Range(0, groups).SelectMany(_ =>
        {
            var centre = Enumerable.Range(0, 32).Select(_ => Number()).ToArray();
            return Enumerable.Range(0, each).Select(_ => centre.Select(x => x + 0.05f * Number()).ToArray());
        })]);
    }
}
