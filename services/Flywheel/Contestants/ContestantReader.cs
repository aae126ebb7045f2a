using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Contestants;

/// <summary>The keys of a contestant.</summary>
internal static class ContestantReader
{
    public static IReadOnlyList<string> Kinds { get; } = ["openai", "checkpoint", "recorded"];

    public static ContestantSpec Read(YamlSection contestant) => new(
        contestant.OptionalText("name"), contestant.Word("kind", Kinds), contestant.OptionalText("endpoint"), contestant.OptionalText("model"),
        contestant.Number("temperature", Allowed.NotNegative, 0), contestant.OptionalNumber("top_p", Allowed.Rate),
        contestant.OptionalText("system_prompt"), contestant.OptionalText("extra_body"),
        contestant.Number("input_price", Allowed.NotNegative, 0), contestant.Number("output_price", Allowed.NotNegative, 0),
        contestant.OptionalText("checkpoint"), contestant.OptionalText("file"), contestant.OptionalText("family"));
}
