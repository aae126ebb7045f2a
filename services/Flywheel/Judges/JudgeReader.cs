using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Judges;

/// <summary>The keys of a judge.</summary>
internal static class JudgeReader
{
    public static IReadOnlyList<string> Kinds { get; } = ["verifier", "llm", "reward_model", "recorded", "jury"];

    public static JudgeSpec Read(YamlSection judge) => new(
        judge.Text("name"), judge.Word("kind", Kinds),
        judge.Word("combine", ["mean", "agreement"], "mean"), judge.Number("tie_margin", Allowed.From(0, 9), 0),
        judge.Word("flip", ["inconsistent", "tie", "mean"], "inconsistent"),
        judge.OptionalText("endpoint"), judge.OptionalText("model"), judge.OptionalText("extra_body"),
        judge.Number("input_price", Allowed.NotNegative, 0), judge.Number("output_price", Allowed.NotNegative, 0),
        judge.Text("prompt", "pairwise-v1"), judge.Number("temperature", Allowed.NotNegative, 0), judge.Count("max_tokens", 1024),
        judge.Count("attempts", 3), judge.Flag("use_reference", true), judge.Flag("json_mode", true),
        judge.OptionalText("checkpoint"), judge.OptionalText("file"), judge.OptionalSections("members", Read),
        judge.Word("rule", ["mean", "majority"], "mean"), judge.OptionalText("family"));
}
