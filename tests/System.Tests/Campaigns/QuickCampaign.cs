using ArenaLearning.System.Tests.Processes;

namespace ArenaLearning.System.Tests.Campaigns;

/// <summary>The campaign that every test here runs: the shipped example, quick.</summary>
internal static class QuickCampaign
{
    /// <summary>How long it may take on a busy machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Starts <c>arena run</c>, which starts the campaign or goes on with it.</summary>
    /// <param name="bus">The broker that its services listen to; null runs them in the process itself.</param>
    /// <param name="settings">Values for <c>--set</c>.</param>
    public static ChildProcess Start(CampaignFolder folder, Uri? bus = null, IEnumerable<string>? settings = null) =>
        ChildProcess.Start("arena run", Programs.Arena,
        [
            "run", Path.Combine(Programs.Repository, "examples", "arithmetic.yaml"), "--profile", "quick", "--out", folder.Root,
            .. bus is null ? [] : new[] { "--bus", bus.ToString() },
            .. (settings ?? []).SelectMany(s => new[] { "--set", s }),
        ]);
}
