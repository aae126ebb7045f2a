using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>The keys of a model arena's file, each with the type and the values that it allows.</summary>
internal static class ModelArenaFileReader
{
    public static IReadOnlyList<string> ContestantKinds { get; } = ["openai", "checkpoint", "recorded"];
    public static IReadOnlyList<string> JudgeKinds { get; } = ["verifier", "llm", "reward_model", "recorded", "jury"];

    /// <summary>The snake_case names of <see cref="Contracts.Messages.StyleFeature"/>.</summary>
    public static IReadOnlyList<string> StyleFeatures { get; } = ["length", "markdown"];

    private const int DefaultMaxTokens = 1024;

    public static ModelArenaSpec Read(YamlSection file)
    {
        var endpoints = file.OptionalSections("endpoints", ReadEndpoint);
        var work = DefaultWork(endpoints);
        return new(
            file.Text("name"),
            file.Whole("seed", 0L, long.MaxValue),
            file.Word("device", RecipeReader.Devices, fallback: "auto"),
            endpoints,
            file.Sections("contestants", ReadContestant),
            file.Section("prompts", prompts => new PromptFileSpec(prompts.Text("file"), prompts.OptionalCount("limit"))),
            file.OptionalSection("battles", ReadBattles) ?? new(DefaultMaxTokens, null),
            file.Section("judge", ReadJudge),
            file.OptionalSection("compare_with", ReadJudge),
            file.OptionalSection("arena", ReadArena) ?? new(null, 1000, 100, "bootstrap", false, false, null),
            file.OptionalSection("mining", ReadMining),
            file.OptionalSection("work", section => ReadWork(section, work)) ?? work,
            file.OptionalSection("budget", ReadBudget));
    }

    // Units that wait seconds for an endpoint travel a few at a time, so that a slow one holds up little. Four times what the
    // endpoints take at once keeps them busy; what waits beyond that costs the garbage collector time that they then lack.
    private static WorkSpec DefaultWork(IReadOnlyList<EndpointSpec> endpoints) => new(
        GenerationChunk: 4, JudgingChunk: 4, Window: (int)Math.Clamp(4 * endpoints.Sum(endpoint => (long)endpoint.Concurrency), 256, 100_000),
        RetrySeconds: 300, MaxAttempts: 3);

    private static EndpointSpec ReadEndpoint(YamlSection endpoint) => new(
        endpoint.Text("name"), endpoint.Text("base_url"), endpoint.OptionalText("key_env"), endpoint.OptionalText("key_file"),
        endpoint.Count("concurrency", 8), endpoint.OptionalCount("requests_per_minute"), endpoint.OptionalCount("tokens_per_minute"),
        endpoint.Number("timeout_seconds", Allowed.Positive, 120), endpoint.OptionalWhole("max_retries", 0, 100) ?? 5,
        endpoint.OptionalSection("budget", ReadBudget));

    private static ContestantSpec ReadContestant(YamlSection contestant) => new(
        contestant.OptionalText("name"), contestant.Word("kind", ContestantKinds), contestant.OptionalText("endpoint"), contestant.OptionalText("model"),
        contestant.Number("temperature", Allowed.NotNegative, 0), contestant.OptionalNumber("top_p", Allowed.Rate),
        contestant.OptionalText("system_prompt"), contestant.OptionalText("extra_body"),
        contestant.Number("input_price", Allowed.NotNegative, 0), contestant.Number("output_price", Allowed.NotNegative, 0),
        contestant.OptionalText("checkpoint"), contestant.OptionalText("file"), contestant.OptionalText("family"));

    private static BattlePlanSpec ReadBattles(YamlSection battles) =>
        new(battles.Count("max_tokens", DefaultMaxTokens), battles.OptionalText("against"));

    private static JudgeSpec ReadJudge(YamlSection judge) => new(
        judge.Text("name"), judge.Word("kind", JudgeKinds),
        judge.Word("combine", ["mean", "agreement"], "mean"), judge.Number("tie_margin", Allowed.From(0, 9), 0),
        judge.Word("flip", ["inconsistent", "tie", "mean"], "inconsistent"),
        judge.OptionalText("endpoint"), judge.OptionalText("model"), judge.OptionalText("extra_body"),
        judge.Number("input_price", Allowed.NotNegative, 0), judge.Number("output_price", Allowed.NotNegative, 0),
        judge.Text("prompt", "pairwise-v1"), judge.Number("temperature", Allowed.NotNegative, 0), judge.Count("max_tokens", DefaultMaxTokens),
        judge.Count("attempts", 3), judge.Flag("use_reference", true), judge.Flag("json_mode", true),
        judge.OptionalText("checkpoint"), judge.OptionalText("file"), judge.OptionalSections("members", ReadJudge),
        judge.Word("rule", ["mean", "majority"], "mean"), judge.OptionalText("family"));

    private static LeaderboardSpec ReadArena(YamlSection arena) => new(
        arena.OptionalText("anchor"), arena.Number("anchor_elo", Allowed.From(-10_000, 10_000), 1000), arena.Count("bootstraps", 100),
        arena.Word("interval", ["bootstrap", "sandwich"], "bootstrap"), arena.Flag("soft", false), arena.Flag("style_control", false),
        arena.OptionalText("reference"), arena.OptionalWords("style_features", StyleFeatures));

    private static PairMiningSpec ReadMining(YamlSection mining) => new(
        mining.Text("target"), mining.OptionalNumber("sft_gap", Allowed.From(0, 9)), mining.OptionalNumber("dpo_gap", Allowed.From(0, 9)));

    private static BudgetSpec ReadBudget(YamlSection budget) => new(
        budget.OptionalNumber("max_cost", Allowed.NotNegative),
        budget.OptionalWhole("max_tokens", 1L, long.MaxValue));

    private static WorkSpec ReadWork(YamlSection work, WorkSpec fallback) => new(
        work.Count("generation_chunk", fallback.GenerationChunk), work.Count("judging_chunk", fallback.JudgingChunk),
        work.Count("window", fallback.Window), work.Number("retry_seconds", Allowed.Positive, fallback.RetrySeconds),
        work.Count("max_attempts", fallback.MaxAttempts));
}
