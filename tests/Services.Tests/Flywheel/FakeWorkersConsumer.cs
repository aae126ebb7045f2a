using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>Puts <see cref="FakeWorkers"/> on the bus, with their mishaps.</summary>
internal sealed class FakeWorkersConsumer(FakeWorkers workers)
    : IConsumer<GenerateResponses>, IConsumer<JudgeBattles>, IConsumer<BuildPromptSets>, IConsumer<ImportPrompts>,
        IConsumer<MineTrainingData>, IConsumer<RankArena>, IConsumer<TrainModel>
{
    public async Task Consume(ConsumeContext<GenerateResponses> context)
    {
        if (!IsLost(context.Message.ChunkId)) await PublishAsync(context, await workers.AnswerAsync(context.Message));
    }

    public Task Consume(ConsumeContext<JudgeBattles> context) =>
        IsLost(context.Message.ChunkId) ? Task.CompletedTask : PublishAsync(context, workers.Judge(context.Message));

    public async Task Consume(ConsumeContext<BuildPromptSets> context) =>
        await PublishAsync(context, await workers.BuildAsync(context.Message));

    public async Task Consume(ConsumeContext<ImportPrompts> context) =>
        await PublishAsync(context, await workers.ImportAsync(context.Message));

    public async Task Consume(ConsumeContext<MineTrainingData> context) =>
        await PublishAsync(context, await workers.MineAsync(context.Message));

    public async Task Consume(ConsumeContext<RankArena> context)
    {
        if (!workers.LeavesRanking) await PublishAsync(context, await workers.RankAsync(context.Message));
    }

    public async Task Consume(ConsumeContext<TrainModel> context)
    {
        var job = context.Message;
        workers.Jobs.Enqueue(job);
        await context.Publish(new TrainingProgressed(job.Campaign, job.JobId, job.Name, "fake", job.Lease.Number, 1, 2, 0.7)
        {
            Saved = await workers.SaveAsync(job),
        });
        // Dead after its first beat: nothing more is heard of the job.
        if (workers.Mishaps.TrainerDiesOn == job.Name && workers.Count(job.JobId) == 0) return;
        try
        {
            await PublishAsync(context, await workers.TrainAsync(job));
        }
        catch (ArtifactException e)
        {
            await PublishAsync(context, new TrainingFailed(job.Campaign, job.JobId, job.Name, job.Lease.Number, e.Message));
        }
    }

    private bool IsLost(string chunkId) => workers.Count(chunkId) == 0 && FakeWorkers.Hits(chunkId, workers.Mishaps.LoseEvery);

    private async Task PublishAsync<T>(ConsumeContext context, T result) where T : class
    {
        if (workers.Mishaps.Shuffle) await Task.Delay(Random.Shared.Next(15));
        await context.Publish(result);
        if (workers.Mishaps.Duplicate) await context.Publish(result);
    }
}
