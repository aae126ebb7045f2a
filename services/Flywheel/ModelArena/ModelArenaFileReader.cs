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

    private const int DefaultMaxTokens = 1024;

    public static ModelArenaSpec Read(YamlSection file)
    {
        var endpoints = file.OptionalSections("endpoints", EndpointReader.Read);
        var work = DefaultWork(endpoints);
        return new(
            file.Text("name"),
            file.Whole("seed", 0L, long.MaxValue),
            file.Word("device", Devices.Names, fallback: "auto"),
            endpoints,
            file.Sections("contestants", ContestantReader.Read),
            file.Section("prompts", prompts => new PromptFileSpec(prompts.Text("file"), prompts.OptionalCount("limit"))),
            file.OptionalSection("battles", ReadBattles) ?? new(DefaultMaxTokens, null),
            file.Section("judge", JudgeReader.Read),
            file.OptionalSection("compare_with", JudgeReader.Read),
            file.OptionalSection("arena", ReadArena) ?? new(null, 1000, 100, "bootstrap", false, false, null),
            file.OptionalSection("mining", ReadMining),
            file.OptionalSection("work", section => ReadWork(section, work)) ?? work,
            file.OptionalSection("budget", EndpointReader.ReadBudget));
    }

    // Units that wait seconds for an endpoint travel a few at a time, so that a slow one holds up little. Four times what the
    // endpoints take at once keeps them busy; what waits beyond that costs the garbage collector time that they then lack.
    private static WorkSpec DefaultWork(IReadOnlyList<EndpointSpec> endpoints) => new(
        GenerationChunk: 4, JudgingChunk: 4, Window: (int)Math.Clamp(4 * endpoints.Sum(endpoint => (long)endpoint.Concurrency), 256, 100_000),
        RetrySeconds: 300, MaxAttempts: 3);

    private static BattlePlanSpec ReadBattles(YamlSection battles) =>
        new(battles.Count("max_tokens", DefaultMaxTokens), battles.OptionalText("against"));

    private static LeaderboardSpec ReadArena(YamlSection arena) => new(
        arena.OptionalText("anchor"), arena.Number("anchor_elo", Allowed.From(-10_000, 10_000), 1000), arena.Count("bootstraps", 100),
        arena.Word("interval", ["bootstrap", "sandwich"], "bootstrap"), arena.Flag("soft", false), arena.Flag("style_control", false),
        arena.OptionalText("reference"), arena.OptionalWords("style_features", StyleFeatures));

    private static PairMiningSpec ReadMining(YamlSection mining) => new(
        mining.Text("target"), mining.OptionalNumber("sft_gap", Allowed.From(0, 9)), mining.OptionalNumber("dpo_gap", Allowed.From(0, 9)));

    private static WorkSpec ReadWork(YamlSection work, WorkSpec fallback) => new(
        work.Count("generation_chunk", fallback.GenerationChunk), work.Count("judging_chunk", fallback.JudgingChunk),
        work.Count("window", fallback.Window), work.Number("retry_seconds", Allowed.Positive, fallback.RetrySeconds),
        work.Count("max_attempts", fallback.MaxAttempts), work.Number("weight", Allowed.Positive, fallback.Weight));
}
