using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Judges;

/// <inheritdoc cref="VerifierJudgeReference"/>
public sealed record VerifierJudgeSpec : JudgeSpec
{
    public override string Kind => VerifierJudgeReference.KindName;

    [JsonIgnore]
    public override bool ChecksAnswers => true;

    public override Task<JudgeReference> ResolveAsync(
        string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken) =>
        Task.FromResult<JudgeReference>(new VerifierJudgeReference(Name, Rules));

    /// <summary>It has no keys beside those of every judge.</summary>
    internal static VerifierJudgeSpec Read(YamlSection judge) => new();
}
