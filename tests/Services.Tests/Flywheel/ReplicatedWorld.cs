using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Hosting.Bus;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>Several Flywheels over one database, and the bus on which they take replies in turn.</summary>
internal sealed class ReplicatedWorld : IMessageBus, IAsyncDisposable
{
    private static readonly JsonSerializerOptions AsOnTheBus = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly FakeWorkers workers;
    private readonly List<FlywheelReplica> replicas;
    private readonly ConcurrentQueue<CampaignEnded> ended = new();
    private readonly ConcurrentBag<Exception> failures = [];
    private int turn, told;

    public ReplicatedWorld(string address, int count, FakeWorkers workers)
    {
        this.workers = workers;
        replicas = [.. Enumerable.Range(0, count).Select(_ => new FlywheelReplica(address, this))];
    }

    public IReadOnlyList<FlywheelReplica> Replicas => replicas;

    public IReadOnlyCollection<CampaignEnded> Ended => ended;

    /// <summary>Ids of the training jobs that were sent, once for each time.</summary>
    public IReadOnlyList<string> Jobs => [.. workers.Jobs.Select(job => job.JobId)];

    /// <summary>News that one has told all.</summary>
    public int Told => told;

    /// <summary>What a consumer threw, which in a healthy system is nothing.</summary>
    public IReadOnlyCollection<Exception> Failures => failures;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task StartAsync()
    {
        foreach (var replica in replicas) await replica.Registry.StartAsync(Token);
    }

    /// <summary>Takes a replica away as SIGTERM does.</summary>
    public async Task StopAsync(FlywheelReplica replica)
    {
        replica.StopApplication();
        await replica.Registry.StopAsync(Token);
        replicas.Remove(replica);
        await replica.DisposeAsync();
    }

    public Task SendAsync<T>(T command, CancellationToken cancellationToken = default) where T : class => PublishAsync(command, cancellationToken);

    /// <summary>As a bus does, it hands over later, and to the next in turn.</summary>
    public Task PublishAsync<T>(T message, CancellationToken cancellationToken = default) where T : class
    {
        _ = Task.Run(async () =>
        {
            try
            {
                await HandOverAsync(message);
            }
            catch (Exception e) when (!Token.IsCancellationRequested)
            {
                failures.Add(e);
            }
        }, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas) await replica.DisposeAsync();
    }

    private async Task HandOverAsync(object message)
    {
        switch (message)
        {
            case GenerateResponses generate:
                workers.Count(generate.ChunkId);
                await Next().Replies.ReceiveAsync(await workers.AnswerAsync(generate), Token);
                break;
            case JudgeBattles judge:
                workers.Count(judge.ChunkId);
                await Next().Replies.ReceiveAsync(workers.Judge(judge), Token);
                break;
            case BuildPromptSets build: await TellAsync(new(build.Campaign) { PromptSets = await workers.BuildAsync(build) }); break;
            case MineTrainingData mine: await TellAsync(new(mine.Campaign) { Mined = await workers.MineAsync(mine) }); break;
            case RankArena rank: await TellAsync(new(rank.Campaign) { Ranked = await workers.RankAsync(rank) }); break;
            case TrainModel job:
                workers.Jobs.Enqueue(job);
                await TellAsync(new(job.Campaign)
                {
                    Training = new(job.Campaign, job.JobId, job.Name, "fake", job.Lease.Number, 1, 2, 0.7) { Saved = await workers.SaveAsync(job) },
                });
                await TellAsync(new(job.Campaign) { Trained = await workers.TrainAsync(job) });
                break;
            case CampaignNews news:
                Interlocked.Increment(ref told);
                var read = JsonSerializer.Deserialize<CampaignNews>(JsonSerializer.Serialize(news, AsOnTheBus), AsOnTheBus)!;
                foreach (var replica in replicas.ToArray()) await replica.Post.HearAsync(read, Token);
                break;
            case CampaignEnded end: ended.Enqueue(end); break;
            default: break;
        }
    }

    private async Task TellAsync(CampaignNews news) => await Next().Post.DeliverAsync(news, Token);

    private FlywheelReplica Next() => replicas[Interlocked.Increment(ref turn) % replicas.Count];
}
