using ArenaLearning.Contracts.Messages;
using MassTransit;

namespace ArenaLearning.Training.Jobs;

/// <summary>Tells the jobs of this process what is reported of them, by whomever.</summary>
public sealed class TrainingReportsConsumer(TrainingJobs jobs) : IConsumer<TrainingProgressed>, IConsumer<ModelTrained>, IConsumer<TrainingCancelled>
{
    public Task Consume(ConsumeContext<TrainingProgressed> context)
    {
        jobs.Hear(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<TrainingCancelled> context)
    {
        jobs.Hear(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ModelTrained> context)
    {
        jobs.Hear(context.Message);
        return Task.CompletedTask;
    }
}
