using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>The keys of a model arena's file, each with the type and the values that it allows.</summary>
internal static class ModelArenaFileReader
{
    /// <summary>The snake_case names of <see cref="Contracts.Messages.StyleFeature"/>.</summary>
    public static IReadOnlyList<string> StyleFeatures { get; } = ["length", "markdown"];

    // What a missing key stands for. These are a part of what campaigns are: see IdentityKeys.
    internal const int DefaultChunk = 4;
    internal static BattlePlanSpec DefaultBattles { get; } = new(1024, null);
    internal static LeaderboardSpec DefaultArena { get; } = new(null, 1000, 100, "bootstrap", Soft: false, StyleControl: false, null);

    public static ModelArenaSpec Read(YamlSection file)
    {
        var endpoints = file.OptionalSections("endpoints", EndpointReader.Read);
        var work = DefaultWork(endpoints);
        return new()
        {
            Name = file.Text("name"),
            Seed = file.Whole("seed", 0L, long.MaxValue),
            Device = file.Word("device", Devices.Names, fallback: Devices.Auto),
            Endpoints = endpoints,
            Contestants = file.Sections("contestants", ContestantReader.OfArena.Read),
            Prompts = file.Section("prompts", prompts => new PromptFileSpec(prompts.Text("file"), prompts.OptionalCount("limit"))),
            Battles = file.OptionalSection("battles", ReadBattles) ?? DefaultBattles,
            Judge = file.Section("judge", JudgeReader.Any.Read),
            CompareWith = file.OptionalSection("compare_with", JudgeReader.Any.Read),
            Arena = file.OptionalSection("arena", ReadArena) ?? DefaultArena,
            Mining = file.OptionalSection("mining", ReadMining),
            Work = file.OptionalSection("work", section => ReadWork(section, work)) ?? work,
            Budget = file.OptionalSection("budget", EndpointReader.ReadBudget),
        };
    }

    // Units that wait seconds for an endpoint travel a few at a time, so that a slow one holds up little. Four times what the
    // endpoints take at once keeps them busy; what waits beyond that costs the garbage collector time that they then lack.
    private static WorkSpec DefaultWork(IReadOnlyList<EndpointSpec> endpoints) => new(
        DefaultChunk, DefaultChunk, Window: (int)Math.Clamp(4 * endpoints.Sum(endpoint => (long)endpoint.Concurrency), 256, 100_000),
        RetrySeconds: 300, MaxAttempts: 3);

    private static BattlePlanSpec ReadBattles(YamlSection battles) =>
        new(battles.Count("max_tokens", DefaultBattles.MaxTokens), battles.OptionalText("against"));

    private static LeaderboardSpec ReadArena(YamlSection arena) => new(
        arena.OptionalText("anchor"), arena.Number("anchor_elo", Allowed.From(-10_000, 10_000), DefaultArena.AnchorElo),
        arena.Count("bootstraps", DefaultArena.Bootstraps), arena.Word("interval", ["bootstrap", "sandwich"], DefaultArena.Interval),
        arena.Flag("soft", DefaultArena.Soft), arena.Flag("style_control", DefaultArena.StyleControl),
        arena.OptionalText("reference"), arena.OptionalWords("style_features", StyleFeatures));

    private static PairMiningSpec ReadMining(YamlSection mining) => new(
        mining.Text("target"), mining.OptionalNumber("sft_gap", Allowed.From(0, 9)), mining.OptionalNumber("dpo_gap", Allowed.From(0, 9)));

    private static WorkSpec ReadWork(YamlSection work, WorkSpec fallback) => new(
        work.Count("generation_chunk", fallback.GenerationChunk), work.Count("judging_chunk", fallback.JudgingChunk),
        work.Count("window", fallback.Window), work.Number("retry_seconds", Allowed.Positive, fallback.RetrySeconds),
        work.Count("max_attempts", fallback.MaxAttempts), work.Number("weight", Allowed.Positive, fallback.Weight));
}
