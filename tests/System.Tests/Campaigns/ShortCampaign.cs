using ArenaLearning.System.Tests.Processes;

namespace ArenaLearning.System.Tests.Campaigns;

/// <summary>The campaign that is killed here in many ways: all of the shipped example's stages, with few prompts and few steps of training.</summary>
internal static class ShortCampaign
{
    private static readonly string[] Shortened =
    [
        "prompts.initial=500", "prompts.parts.sft=600", "prompts.parts.dpo=200", "prompts.parts.ppo=150", "prompts.validation=80",
        "prompts.diverse=40", "prompts.hard=40", "arena.bootstraps=20", "training.initial.steps=40", "training.sft.steps=40",
        "training.dpo.steps=12", "training.reward_model.steps=30", "training.ppo.steps=3",
    ];

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
            .. Shortened.Concat(settings ?? []).SelectMany(s => new[] { "--set", s }),
        ]);
}
