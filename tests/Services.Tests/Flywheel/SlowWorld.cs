using System.Collections.Concurrent;
using System.Threading.Channels;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>
/// A Flywheel with a bus of its own, on which one slow worker answers prompts, in the order in which they are asked: each chunk takes it
/// a third of the time after which campaigns ask again. All else is done at once.
/// </summary>
internal sealed class SlowWorld : IMessageBus, IHostApplicationLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider time = new();
    private readonly Channel<GenerateResponses> queue = Channel.CreateUnbounded<GenerateResponses>();
    private readonly FakeWorkers workers = new(new());
    private readonly CampaignRegistry registry;
    private readonly CampaignPost post;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string?>> ended = new();

    /// <param name="budgetUsd">Of all campaigns; null for no limit.</param>
    public SlowWorld(decimal? budgetUsd = null)
    {
        Ledgers = new SqliteLedgerStore(time);
        var shared = SharedWork.Create(time, new(null, budgetUsd));
        registry = new(new FolderArtifactStore(), Ledgers, LedgerFolders.Default, shared, this, time, this, NullLogger<CampaignController>.Instance);
        post = new(Ledgers, registry, this, NullLogger<CampaignPost>.Instance);
        Replies = new(Ledgers, registry, post, shared, NullLogger<WorkerReplies>.Instance);
    }

    public ILedgerStore Ledgers { get; }

    public WorkerReplies Replies { get; }

    /// <summary>Campaigns that the process holds on to.</summary>
    public int Campaigns => registry.Count;

    /// <summary>How often each command was sent, answers and verdicts, by campaign and id.</summary>
    public ConcurrentDictionary<string, int> Sent { get; } = new();

    /// <summary>Chunks that the slow worker has answered.</summary>
    public int Answered { get; private set; }

    public CancellationToken ApplicationStarted => default;

    public CancellationToken ApplicationStopped => default;

    public CancellationToken ApplicationStopping => default;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <returns>Ends with why the campaign stopped; null where it completed.</returns>
    public Task<string?> Start(StartCampaign start)
    {
        // Done at once, for the store is this process's alone.
        _ = registry.StartAsync(start, Token);
        return Ended(start.Campaign).Task;
    }

    /// <summary>Has the worker answer until it is told to stop.</summary>
    /// <param name="enough">Asked before each chunk.</param>
    public async Task AnswerAsync(Func<bool> enough)
    {
        while (true)
        {
            // Looked at before it is asked: one that ends meanwhile wakes this loop.
            var running = ended.Values.Select(end => end.Task).Where(end => !end.IsCompleted).ToList();
            if (enough()) return;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var next = queue.Reader.WaitToReadAsync(waiting.Token).AsTask();
            await Task.WhenAny([next, .. running]).WaitAsync(Patience, Token);
            await waiting.CancelAsync();
            if (enough() || !queue.Reader.TryRead(out var command)) continue;
            time.Advance(TimeSpan.FromSeconds(100));
            Answered++;
            await Replies.ReceiveAsync(await workers.AnswerAsync(command), Token);
        }
    }

    /// <summary>The next command, which nobody answers.</summary>
    public async Task<GenerateResponses> TakeAsync() => await queue.Reader.ReadAsync(Token);

    public Task<ResponsesGenerated> AnswerOfAsync(GenerateResponses command) => workers.AnswerAsync(command);

    /// <summary>Stops as a process does.</summary>
    public Task StopAsync() => registry.StopAsync(Token);

    public Task SendAsync<T>(T command, CancellationToken cancellationToken = default) where T : class => PublishAsync(command, cancellationToken);

    public async Task PublishAsync<T>(T message, CancellationToken cancellationToken = default) where T : class
    {
        switch (message)
        {
            case GenerateResponses generate:
                Count(generate.Campaign, generate.ChunkId);
                await queue.Writer.WriteAsync(generate, cancellationToken);
                break;
            case JudgeBattles judge:
                Count(judge.Campaign, judge.ChunkId);
                await Replies.ReceiveAsync(workers.Judge(judge), cancellationToken);
                break;
            case ImportPrompts import:
                await post.DeliverAsync(new(import.Campaign) { PromptSets = await workers.ImportAsync(import) }, cancellationToken);
                break;
            case MineTrainingData mine:
                await post.DeliverAsync(new(mine.Campaign) { Mined = await workers.MineAsync(mine) }, cancellationToken);
                break;
            case RankArena rank:
                await post.DeliverAsync(new(rank.Campaign) { Ranked = await workers.RankAsync(rank) }, cancellationToken);
                break;
            case CampaignEnded end: Ended(end.Campaign).TrySetResult(end.Failure); break;
            default: break;
        }
    }

    public void StopApplication()
    {
    }

    public void Dispose() => registry.Dispose();

    private void Count(string campaign, string id) => Sent.AddOrUpdate($"{campaign} {id}", 1, (_, n) => n + 1);

    private TaskCompletionSource<string?> Ended(string campaign) =>
        ended.GetOrAdd(campaign, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
