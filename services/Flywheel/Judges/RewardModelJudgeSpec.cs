using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Judges;

/// <inheritdoc cref="RewardModelJudgeReference"/>
public sealed record RewardModelJudgeSpec : JudgeSpec
{
    public override string Kind => RewardModelJudgeReference.KindName;

    /// <summary>Path of the reward model's folder. What is in it is compared by its hash, wherever it lies.</summary>
    public required string Checkpoint { get; init; }

    public override async Task<JudgeReference> ResolveAsync(
        string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken) =>
        new RewardModelJudgeReference(Name, Rules, await files.FolderAsync(Checkpoint, $"{key}.checkpoint", cancellationToken));

    internal static RewardModelJudgeSpec Read(YamlSection judge) => new()
    {
        Checkpoint = judge.Text("checkpoint"),
        Family = judge.OptionalText("family"),
    };
}
