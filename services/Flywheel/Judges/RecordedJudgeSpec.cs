using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Judges;

/// <inheritdoc cref="RecordedJudgeReference"/>
public sealed record RecordedJudgeSpec : JudgeSpec
{
    public override string Kind => RecordedJudgeReference.KindName;

    /// <summary>Path of the file of verdicts. What is in it is compared by its hash, wherever it lies.</summary>
    public required string File { get; init; }

    public override async Task<JudgeReference> ResolveAsync(
        string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken) =>
        new RecordedJudgeReference(Name, Rules, await files.FileAsync(File, $"{key}.file", cancellationToken));

    internal static RecordedJudgeSpec Read(YamlSection judge) => new()
    {
        File = judge.Text("file"),
        Family = judge.OptionalText("family"),
    };
}
