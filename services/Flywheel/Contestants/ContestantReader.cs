using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Contestants;

/// <summary>Reads the contestants of a place in a file.</summary>
internal sealed class ContestantReader
{
    private readonly IReadOnlyDictionary<string, string> refused;
    private readonly IReadOnlyList<YamlKind<ContestantSpec>> kinds;

    // What a missing key stands for; null where it has to be given.
    private readonly string? kind;
    private readonly double? temperature;

    private ContestantReader(string? kind, double? temperature, IReadOnlyDictionary<string, string> refused)
    {
        (this.kind, this.temperature, this.refused) = (kind, temperature, refused);
        kinds = [.. ContestantKinds.All.Select(known => new YamlKind<ContestantSpec>(known.Key, contestant => known.Value.Read(contestant, this)))];
    }

    /// <summary>Contestants of a model arena: of any kind, and greedy unless they say otherwise.</summary>
    public static ContestantReader OfArena { get; } = new(null, 0, new Dictionary<string, string>());

    /// <summary>Competitors of a training campaign: checkpoints unless they say otherwise, each with its temperature.</summary>
    public static ContestantReader OfCompetitors { get; } = new(
        CheckpointContestantReference.KindName, null, new Dictionary<string, string>
        {
            [RecordedContestantReference.KindName] =
                "a flywheel makes its own prompts, to which no answers are recorded; use checkpoint or openai",
        });

    public ContestantSpec Read(YamlSection contestant) =>
        contestant.OfKind("a contestant", kinds, refused, kind) with { Family = contestant.OptionalText("family") };

    public double Temperature(YamlSection contestant) => contestant.Number("temperature", Allowed.NotNegative, temperature);
}
