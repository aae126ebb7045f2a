using ArenaLearning.Api.V1;
using ArenaLearning.Contracts.Messages;
using Google.Protobuf.WellKnownTypes;

namespace ArenaLearning.Flywheel.Api;

/// <summary>
/// Training jobs that were heard of since this process started, whoever trains them, with their curves. Those of a campaign are forgotten
/// when it ends, but for one that was cancelled, and the oldest when there are too many. Safe for use by many at once.
/// </summary>
public sealed class TrainingWatch(TimeProvider time)
{
    private const int MostKept = 1_000;

    private readonly Lock sync = new();
    private readonly Dictionary<string, Heard> jobs = new(StringComparer.Ordinal);

    /// <summary>Jobs that were cancelled, with the newest lease that they had then; kept when the job is forgotten, for a worker may still have it.</summary>
    private readonly Dictionary<string, TrainingCancelled> cancelled = new(StringComparer.Ordinal);

    /// <param name="campaign">Empty for all.</param>
    /// <returns>In the order of campaign and name.</returns>
    public IReadOnlyList<TrainingJob> List(string campaign)
    {
        lock (sync)
            return
            [
                .. jobs.Values.Select(heard => heard.Job).Where(job => campaign.Length == 0 || job.Campaign == campaign)
                    .OrderBy(job => job.Campaign, StringComparer.Ordinal).ThenBy(job => job.Name, StringComparer.Ordinal),
            ];
    }

    public TrainingJob? Find(string id)
    {
        lock (sync) return jobs.GetValueOrDefault(id)?.Job;
    }

    /// <summary>What has to be said to have a job cancelled.</summary>
    /// <returns>Null where nothing was heard of the job.</returns>
    public TrainingCancelled? Cancellation(string id)
    {
        lock (sync) return jobs.TryGetValue(id, out var heard) ? new(heard.Job.Campaign, id, heard.Job.Name, heard.Lease) : null;
    }

    /// <param name="after">Only points of later steps.</param>
    /// <returns>The points of a job's curve; null where nothing was heard of the job.</returns>
    public IReadOnlyList<TrainingCurvePoint>? Curve(string id, long after)
    {
        lock (sync)
            return !jobs.TryGetValue(id, out var heard) ? null :
            [
                .. heard.Curve.Points(after, whole: heard.Job.Ended)
                    .Select(point => new TrainingCurvePoint { Step = point.Step, Figures = { point.Figures } }),
            ];
    }

    /// <returns>The cancellation that whoever trains it has not heard; null where it is to train.</returns>
    public TrainingCancelled? Hear(TrainingProgressed progressed)
    {
        var figures = progressed.Figures ?? new Dictionary<string, double> { ["loss"] = progressed.Loss };
        lock (sync)
        {
            if (cancelled.TryGetValue(progressed.JobId, out var stop) && progressed.Lease <= stop.Lease) return stop;
            var heard = Of(progressed.JobId, progressed.Campaign, progressed.Name);
            heard.Lease = Math.Max(heard.Lease, progressed.Lease);
            if (progressed.Step > 0) heard.Curve.Add(progressed.Step, figures);
            var job = new TrainingJob
            {
                Id = progressed.JobId,
                Campaign = progressed.Campaign,
                Name = progressed.Name,
                Step = progressed.Step,
                Steps = progressed.Steps,
            };
            foreach (var (name, value) in figures) job.Metrics[name] = value;
            Keep(heard, job);
            return null;
        }
    }

    public void Hear(ModelTrained trained)
    {
        lock (sync)
        {
            var heard = Of(trained.JobId, trained.Campaign, trained.Name);
            heard.Curve.Replace(trained.Curves.SelectMany(curve => curve.Value.Select(point => (curve.Key, (long)point.Step, point.Value))));
            var job = heard.Job.Clone();
            job.Step = job.Steps;
            job.Ended = true;
            foreach (var (name, value) in trained.Metrics) job.Metrics[name] = value;
            Keep(heard, job);
        }
    }

    public void Hear(TrainingFailed failed)
    {
        lock (sync)
        {
            var heard = Of(failed.JobId, failed.Campaign, failed.Name);
            // Offered again, it is at work.
            if (failed.Lease < heard.Lease) return;
            var job = heard.Job.Clone();
            (job.Ended, job.Failure, job.Cancelled) = (true, failed.Failure, failed.IsCancelled);
            Keep(heard, job);
        }
    }

    public void Hear(TrainingCancelled job)
    {
        lock (sync)
        {
            if (cancelled.TryGetValue(job.JobId, out var known) && known.Lease >= job.Lease) return;
            if (cancelled.Count >= MostKept) cancelled.Remove(cancelled.Keys.First());
            cancelled[job.JobId] = job;
            var heard = Of(job.JobId, job.Campaign, job.Name);
            if (heard.Lease > job.Lease) return;
            var stopped = heard.Job.Clone();
            (stopped.Ended, stopped.Cancelled, stopped.Failure) = (true, true, $"{job.Name} was cancelled.");
            Keep(heard, stopped);
        }
    }

    public void Hear(CampaignEnded ended)
    {
        lock (sync)
            foreach (var (id, heard) in jobs.ToArray())
                if (heard.Job.Campaign == ended.Campaign && !heard.Job.Cancelled) jobs.Remove(id);
    }

    private Heard Of(string id, string campaign, string name) =>
        jobs.TryGetValue(id, out var heard) ? heard : new(new() { Id = id, Campaign = campaign, Name = name });

    private void Keep(Heard heard, TrainingJob job)
    {
        job.HeardAt = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        heard.Job = job;
        jobs[job.Id] = heard;
        if (jobs.Count > MostKept) jobs.Remove(jobs.Values.MinBy(kept => kept.Job.HeardAt.ToDateTime())!.Job.Id);
    }

    /// <param name="job">Never changed: another takes its place.</param>
    private sealed class Heard(TrainingJob job)
    {
        public TrainingJob Job { get; set; } = job;

        /// <summary>The newest that was heard of.</summary>
        public int Lease { get; set; }

        public StepCurve Curve { get; } = new();
    }
}
