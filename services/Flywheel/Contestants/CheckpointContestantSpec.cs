using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Contestants;

/// <inheritdoc cref="CheckpointContestantReference"/>
public sealed record CheckpointContestantSpec : ContestantSpec
{
    public override string Kind => CheckpointContestantReference.KindName;

    /// <summary>Path of the checkpoint's folder. What is in it is compared by its hash, wherever it lies.</summary>
    public required string Checkpoint { get; init; }

    public double Temperature { get; init; }

    [JsonIgnore]
    public override double AnswerTemperature => Temperature;

    public override async Task<IReadOnlyList<ContestantReference>> ResolveAsync(
        string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken) =>
        [new CheckpointContestantReference(Name!, await files.FolderAsync(Checkpoint, $"{key}.checkpoint", cancellationToken))];

    internal static CheckpointContestantSpec Read(YamlSection contestant, ContestantReader reader) => new()
    {
        Name = contestant.Text("name"),
        Checkpoint = contestant.Text("checkpoint"),
        Temperature = reader.Temperature(contestant),
    };
}
