using ArenaLearning.Api.V1;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Api;
using Grpc.Core;

namespace ArenaLearning.Flywheel.Api;

/// <summary>What trains, and how it goes.</summary>
[Needs(KeyRole.Reader)]
internal sealed class TrainingJobsApi(TrainingWatch watch, CampaignDirectory directory, TimeProvider time) : ArenaLearning.Api.V1.TrainingJobs.TrainingJobsBase
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
        var job = watch.Find(request.Id) ?? throw Unknown(request.Id);
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

    public override Task<TrainingCurve> GetCurve(GetTrainingCurveRequest request, ServerCallContext context) =>
        Task.FromResult(new TrainingCurve { Points = { watch.Curve(request.Id, after: 0) ?? throw Unknown(request.Id) } });

    public override async Task WatchCurve(
        GetTrainingCurveRequest request, IServerStreamWriter<TrainingCurvePoint> responseStream, ServerCallContext context)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        var last = 0L;
        // Looked at before the points: those of a job that has ended are all there.
        for (var job = watch.Find(request.Id) ?? throw Unknown(request.Id); ; job = watch.Find(request.Id))
        {
            foreach (var point in watch.Curve(request.Id, last) ?? [])
            {
                await responseStream.WriteAsync(point, context.CancellationToken);
                last = point.Step;
            }
            // Of a campaign that ended nothing more is heard.
            if (job is null or { Ended: true } || !await timer.WaitForNextTickAsync(context.CancellationToken)) return;
        }
    }

    [Needs(KeyRole.Operator)]
    public override async Task<TrainingJob> Cancel(CancelTrainingJobRequest request, ServerCallContext context)
    {
        var (job, cancelled) = (watch.Find(request.Id) ?? throw Unknown(request.Id), watch.Cancellation(request.Id) ?? throw Unknown(request.Id));
        if (job is { Ended: true, Cancelled: false })
            throw Refusal.Precondition(
                "TRAINING_JOB_STATE", request.Id, $"The training job {job.Name} has ended{(job.Failure.Length > 0 ? " without a model" : "")}.");
        await directory.CancelTrainingAsync(cancelled, context.CancellationToken);
        watch.Hear(cancelled);
        return watch.Find(request.Id) ?? job;
    }

    private static RpcException Unknown(string id) =>
        Refusal.NotFound("training_job", id, $"Nothing was heard of a training job {id} here: List says of which.");
}
