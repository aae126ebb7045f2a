using ArenaLearning.System.Tests.Processes;

namespace ArenaLearning.System.Tests.Campaigns;

/// <summary>The campaign that is killed here in many ways: all of the shipped example's stages, with few prompts and few steps of training.</summary>
internal static class ShortCampaign
{
    private static readonly string[] Shortened =
    [
        "prompts.initial=300", "prompts.parts.sft=300", "prompts.parts.dpo=120", "prompts.parts.ppo=100", "prompts.validation=40",
        "prompts.diverse=20", "prompts.hard=20", "arena.bootstraps=20", "training.initial.steps=24", "training.sft.steps=24",
        "training.dpo.steps=12", "training.reward_model.steps=24", "training.ppo.steps=3",
    ];

    /// <summary>How long it may take on a busy machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Starts <c>arena run</c>, which starts the campaign or goes on with it.</summary>
    /// <param name="bus">The broker that its services listen to; null runs them in the process itself.</param>
    /// <param name="settings">Values for <c>--set</c>.</param>
    public static ChildProcess Start(CampaignFolder folder, Uri? bus = null, IEnumerable<string>? settings = null) => ChildProcess.Start(
        "arena run", Programs.Arena, Arguments(Path.Combine(Programs.Repository, "examples", "arithmetic.yaml"), folder.Root, bus, settings));

    /// <param name="file">The campaign file: the shipped example, or a copy of it.</param>
    /// <param name="output">Path of the output folder.</param>
    /// <inheritdoc cref="Start"/>
    public static IEnumerable<string> Arguments(string file, string output, Uri? bus, IEnumerable<string>? settings = null) =>
    [
        "run", file, "--profile", "quick", "--out", output,
        .. bus is null ? [] : new[] { "--bus", bus.ToString() },
        .. Shortened.Concat(settings ?? []).SelectMany(s => new[] { "--set", s }),
    ];
}
