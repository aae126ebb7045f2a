using System.Collections.Concurrent;
using System.Threading.Channels;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Api;

/// <summary>
/// What was heard of campaigns last, whoever leads them, for those who watch. It is no record: what became of a campaign stands in the
/// store of ledgers.
/// </summary>
public sealed class CampaignWatch
{
    private readonly ConcurrentDictionary<string, CampaignProgressed> newest = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Watcher, byte> watchers = new();

    /// <returns>Null where nothing was heard of it.</returns>
    public CampaignProgressed? Find(string campaign) => newest.GetValueOrDefault(campaign);

    public void Hear(CampaignProgressed progressed)
    {
        newest[progressed.Campaign] = progressed;
        Wake(progressed.Campaign);
    }

    /// <summary>A campaign has ended, or its state was changed by hand.</summary>
    public void HearOfChange(string campaign, bool isOver)
    {
        // What ended works no more; who asks sees its state.
        if (isOver) newest.TryRemove(campaign, out _);
        Wake(campaign);
    }

    /// <summary>Something to wait on for news of one campaign, until it is disposed of.</summary>
    public Watcher Watch(string campaign)
    {
        var watcher = new Watcher(campaign, this);
        watchers.TryAdd(watcher, 0);
        return watcher;
    }

    private void Wake(string campaign)
    {
        foreach (var watcher in watchers.Keys)
            if (watcher.Campaign == campaign) watcher.Wake();
    }

    /// <summary>One who watches. News that come faster than they are taken are one.</summary>
    public sealed class Watcher : IDisposable
    {
        private readonly CampaignWatch watch;
        private readonly Channel<bool> news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        internal Watcher(string campaign, CampaignWatch watch) => (Campaign, this.watch) = (campaign, watch);

        public string Campaign { get; }

        /// <summary>Waits until there is something new, or <paramref name="limit"/> is over.</summary>
        public async Task NextAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
        {
            using var timeout = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            try
            {
                await news.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Time to look by itself.
            }
        }

        public void Dispose() => watch.watchers.TryRemove(this, out _);

        internal void Wake() => news.Writer.TryWrite(true);
    }
}
