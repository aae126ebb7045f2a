using System.Collections.Concurrent;
using ArenaLearning.Api.V1;
using ArenaLearning.Contracts.Messages;
using Google.Protobuf.WellKnownTypes;

namespace ArenaLearning.Flywheel.Api;

/// <summary>
/// Training jobs that were heard of since this process started, whoever trains them. Those of a campaign are forgotten when it ends, and
/// the oldest when there are too many.
/// </summary>
public sealed class TrainingWatch(TimeProvider time)
{
    private const int MostKept = 1_000;

    private readonly ConcurrentDictionary<string, TrainingJob> jobs = new(StringComparer.Ordinal);

    /// <param name="campaign">Empty for all.</param>
    /// <returns>In the order of campaign and name.</returns>
    public IReadOnlyList<TrainingJob> List(string campaign) =>
    [
        .. jobs.Values.Where(job => campaign.Length == 0 || job.Campaign == campaign)
            .OrderBy(job => job.Campaign, StringComparer.Ordinal).ThenBy(job => job.Name, StringComparer.Ordinal),
    ];

    public TrainingJob? Find(string id) => jobs.GetValueOrDefault(id);

    public void Hear(TrainingProgressed progressed) => Keep(new()
    {
        Id = progressed.JobId,
        Campaign = progressed.Campaign,
        Name = progressed.Name,
        Step = progressed.Step,
        Steps = progressed.Steps,
        Metrics = { ["loss"] = progressed.Loss },
    });

    public void Hear(ModelTrained trained)
    {
        var job = Of(trained.JobId, trained.Campaign, trained.Name);
        job.Step = job.Steps;
        job.Ended = true;
        foreach (var (name, value) in trained.Metrics) job.Metrics[name] = value;
        Keep(job);
    }

    public void Hear(TrainingFailed failed)
    {
        var job = Of(failed.JobId, failed.Campaign, failed.Name);
        (job.Ended, job.Failure) = (true, failed.Failure);
        Keep(job);
    }

    public void Hear(CampaignEnded ended)
    {
        foreach (var job in List(ended.Campaign)) jobs.TryRemove(job.Id, out _);
    }

    private TrainingJob Of(string id, string campaign, string name) =>
        Find(id)?.Clone() ?? new() { Id = id, Campaign = campaign, Name = name };

    private void Keep(TrainingJob job)
    {
        job.HeardAt = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        jobs[job.Id] = job;
        if (jobs.Count > MostKept && jobs.Values.MinBy(kept => kept.HeardAt.ToDateTime()) is { } oldest) jobs.TryRemove(oldest.Id, out _);
    }
}
