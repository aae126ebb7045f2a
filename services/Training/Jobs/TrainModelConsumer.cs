using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Training.Jobs;

/// <summary>Acknowledges a job as soon as this process has taken it up, long before the broker would call it lost.</summary>
public sealed class TrainModelConsumer(TrainingJobs jobs) : IConsumer<TrainModel>
{
    public Task Consume(ConsumeContext<TrainModel> context)
    {
        jobs.Take(context.Message);
        return Task.CompletedTask;
    }
}
