using System.Threading.Channels;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Arena.Running;

/// <summary>What the bus told of campaigns, in the order of arrival, for whoever watches one. One of the two is set.</summary>
public sealed record CampaignEvent(CampaignProgressed? Progressed, CampaignEnded? Ended)
{
    public string Campaign => Progressed?.Campaign ?? Ended!.Campaign;
}

/// <summary>Hands events from the bus's threads to the one who watches.</summary>
public sealed class CampaignEvents
{
    // A few events a second come and are shown at once: nothing piles up.
    private readonly Channel<CampaignEvent> channel = Channel.CreateUnbounded<CampaignEvent>(new() { SingleReader = true });

    public ChannelReader<CampaignEvent> Reader => channel.Reader;

    public void Add(CampaignEvent campaignEvent) => channel.Writer.TryWrite(campaignEvent);
}
