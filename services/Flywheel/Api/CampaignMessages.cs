using ArenaLearning.Api.V1;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Api;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ArenaLearning.Flywheel.Api;

/// <summary>Campaigns as clients see them.</summary>
internal static class CampaignMessages
{
    public static Campaign Of(KeptCampaign kept, CampaignFact fact, CampaignProgressed? heard)
    {
        var campaign = new Campaign
        {
            Id = kept.Start.Campaign,
            Name = fact.Name,
            State = Of(kept.State),
            Failure = kept.Failure ?? "",
            StartedAt = Timestamp.FromDateTimeOffset(kept.AskedAt),
            ChangedAt = Timestamp.FromDateTimeOffset(kept.ChangedAt),
        };
        if (fact.Work is { } work) campaign.Limits = Of(ChangedLimits.Budget(fact.Budget, kept.Limits), ChangedLimits.Window(work, kept.Limits));
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
    /// <exception cref="RpcException">There is no such state.</exception>
    public static Ledger.CampaignState? Of(ArenaLearning.Api.V1.CampaignState state)
    {
        if (state == ArenaLearning.Api.V1.CampaignState.Unspecified) return null;
        foreach (var known in System.Enum.GetValues<Ledger.CampaignState>())
            if (Of(known) == state) return known;
        throw Refusal.Invalid("state", $"{(int)state} is no state of a campaign: leave it out for any.");
    }

    /// <exception cref="RpcException">An amount is none.</exception>
    public static Ledger.CampaignLimits Limits(UpdateCampaignRequest request)
    {
        // A decimal holds amounts of this size, and no others are amounts of money.
        if (request.HasBudgetUsd && !(Math.Abs(request.BudgetUsd) < 1e15)) throw Refusal.Invalid("budget_usd", "must be an amount of US dollars");
        return new(
            request.HasBudgetUsd ? (decimal)request.BudgetUsd : null, request.HasBudgetTokens ? request.BudgetTokens : null,
            request.HasWindow ? request.Window : null);
    }

    private static ArenaLearning.Api.V1.CampaignLimits Of(SpendLimit budget, int window)
    {
        var limits = new ArenaLearning.Api.V1.CampaignLimits { Window = window };
        if (budget.CostUsd is { } cost) limits.BudgetUsd = (double)cost;
        if (budget.Tokens is { } tokens) limits.BudgetTokens = tokens;
        return limits;
    }

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
