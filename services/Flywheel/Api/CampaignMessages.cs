using ArenaLearning.Api.V1;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Hosting.Api;
using Google.Protobuf.WellKnownTypes;

namespace ArenaLearning.Flywheel.Api;

/// <summary>Campaigns as clients see them.</summary>
internal static class CampaignMessages
{
    public static Campaign Of(KeptCampaign kept, string name, CampaignProgressed? heard)
    {
        var campaign = new Campaign
        {
            Id = kept.Start.Campaign,
            Name = name,
            State = Of(kept.State),
            Failure = kept.Failure ?? "",
            StartedAt = Timestamp.FromDateTimeOffset(kept.AskedAt),
            ChangedAt = Timestamp.FromDateTimeOffset(kept.ChangedAt),
        };
        if (kept.State == Ledger.CampaignState.Running && heard is not null) campaign.Progress = Of(heard);
        return campaign;
    }

    public static ArenaLearning.Api.V1.CampaignState Of(Ledger.CampaignState state) => state switch
    {
        Ledger.CampaignState.Running => ArenaLearning.Api.V1.CampaignState.Running,
        Ledger.CampaignState.Paused => ArenaLearning.Api.V1.CampaignState.Paused,
        Ledger.CampaignState.Cancelled => ArenaLearning.Api.V1.CampaignState.Cancelled,
        Ledger.CampaignState.Completed => ArenaLearning.Api.V1.CampaignState.Completed,
        _ => ArenaLearning.Api.V1.CampaignState.Failed,
    };

    /// <returns>Null for any.</returns>
    public static Ledger.CampaignState? Of(ArenaLearning.Api.V1.CampaignState state) => state == ArenaLearning.Api.V1.CampaignState.Unspecified ? null
        : System.Enum.GetValues<Ledger.CampaignState>().Single(known => Of(known) == state);

    private static CampaignProgress Of(CampaignProgressed heard)
    {
        var progress = new CampaignProgress
        {
            Stage = heard.Stage,
            Activity = heard.Activity,
            Done = heard.Done,
            Planned = heard.Planned,
            StagesDone = heard.StagesDone,
            StagesPlanned = heard.StagesPlanned,
            Message = heard.Message ?? "",
            SpentUsd = (double)heard.SpentUsd,
            SpentTokens = heard.SpentTokens,
        };
        progress.Leaderboard.AddRange(heard.Leaderboard.Select(LeaderboardRows.Of));
        return progress;
    }
}
