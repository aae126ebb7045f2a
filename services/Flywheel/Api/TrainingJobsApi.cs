using ArenaLearning.Api.V1;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Api;
using Grpc.Core;

namespace ArenaLearning.Flywheel.Api;

/// <summary>What trains, and how it goes.</summary>
[Needs(KeyRole.Reader)]
internal sealed class TrainingJobsApi(TrainingWatch watch, TimeProvider time) : ArenaLearning.Api.V1.TrainingJobs.TrainingJobsBase
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public override Task<ListTrainingJobsResponse> List(ListTrainingJobsRequest request, ServerCallContext context)
    {
        var response = new ListTrainingJobsResponse();
        response.Jobs.AddRange(watch.List(request.Campaign));
        return Task.FromResult(response);
    }

    public override async Task Watch(WatchTrainingJobRequest request, IServerStreamWriter<TrainingJob> responseStream, ServerCallContext context)
    {
        var job = watch.Find(request.Id)
            ?? throw Refusal.NotFound("training_job", request.Id, $"Nothing was heard of a training job {request.Id} here: List says of which.");
        await responseStream.WriteAsync(job, context.CancellationToken);
        using var timer = new PeriodicTimer(LookEvery, time);
        while (!job.Ended && await timer.WaitForNextTickAsync(context.CancellationToken))
        {
            // Of a campaign that ended nothing more is heard.
            if (watch.Find(request.Id) is not { } now) return;
            if (!now.Equals(job)) await responseStream.WriteAsync(now, context.CancellationToken);
            job = now;
        }
    }
}
