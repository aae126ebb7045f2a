using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Generation.Responses;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Learning.Tests.Jobs;
using Xunit;

namespace ArenaLearning.Learning.Tests.Generation;

public sealed class LoadedModelsTests : IDisposable
{
    private const int Capacity = 16;

    private readonly TinyJobs jobs = new();
    private readonly LoadedModels models = new(TinyJobs.Artifacts);

    public void Dispose()
    {
        models.Dispose();
        jobs.Dispose();
    }

    [Fact]
    public async Task A_checkpoint_is_loaded_once_however_many_ask_at_the_same_time()
    {
        var checkpoint = await jobs.ModelAsync("model", scoreHead: false);
        var loaded = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => models.GetAsync(checkpoint, "cpu"))));
        Assert.Single(loaded.Distinct());
        Assert.Same(loaded[0], await models.GetAsync(checkpoint, "cpu"));
    }

    [Fact]
    public async Task What_could_not_be_loaded_is_tried_again()
    {
        var checkpoint = await jobs.ModelAsync("model", scoreHead: false);
        Directory.Move(jobs.File("model"), jobs.File("elsewhere"));
        await Assert.ThrowsAsync<ArtifactException>(() => models.GetAsync(checkpoint, "cpu"));
        await Assert.ThrowsAsync<ArtifactException>(() => models.GetAsync(checkpoint, "cpu"));
        Directory.Move(jobs.File("elsewhere"), jobs.File("model"));
        Assert.NotNull(await models.GetAsync(checkpoint, "cpu"));
    }

    [Fact]
    public async Task The_least_recently_used_leaves_first_and_goes_on_working_for_its_holder()
    {
        var checkpoints = new List<ArtifactReference>();
        for (var i = 0; i <= Capacity; i++) checkpoints.Add(await jobs.ModelAsync($"model{i}", scoreHead: false, values => values[0] = i));
        var loaded = new List<LoadedModel>();
        foreach (var checkpoint in checkpoints[..Capacity]) loaded.Add(await models.GetAsync(checkpoint, "cpu"));
        Assert.Same(loaded[0], await models.GetAsync(checkpoints[0], "cpu")); // used again, so the second is the oldest
        await models.GetAsync(checkpoints[Capacity], "cpu");

        Assert.Same(loaded[0], await models.GetAsync(checkpoints[0], "cpu"));
        Assert.Same(loaded[2], await models.GetAsync(checkpoints[2], "cpu"));
        Assert.NotSame(loaded[1], await models.GetAsync(checkpoints[1], "cpu"));
        Assert.Equal(1, loaded[1].Parameters.ToArray()[0]);
    }

    [Fact]
    public async Task The_same_content_under_another_path_is_the_same_model()
    {
        var one = await jobs.ModelAsync("one", scoreHead: false);
        var two = await jobs.ModelAsync("two", scoreHead: false);
        Assert.Same(await models.GetAsync(one, "cpu"), await models.GetAsync(two, "cpu"));
    }
}
