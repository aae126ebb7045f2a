using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats.Recorded;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Contestants;

/// <inheritdoc cref="RecordedContestantReference"/>
public sealed record RecordedContestantSpec : ContestantSpec
{
    public override string Kind => RecordedContestantReference.KindName;

    /// <summary>Path of the file with the answers. What is in it is compared by its hash, wherever it lies.</summary>
    public required string File { get; init; }

    /// <summary>The model whose answers of the file are meant; null for all.</summary>
    public string? Model { get; init; }

    [JsonIgnore]
    public override string? KnownName => Name ?? Model;

    public override IEnumerable<BrokenRule> Broken(string key, IReadOnlyList<EndpointSpec> endpoints)
    {
        if (Model is not null) yield break;
        if (Name is not null)
            yield return new("is missing: a name stands for one model of the file; leave the name out to take all", $"{key}.model", $"{key}.name");
        else if (Family is not null)
            yield return new("is missing: a family is that of one model of the file; leave it out to take all", $"{key}.model", $"{key}.family");
    }

    public override async Task<IReadOnlyList<ContestantReference>> ResolveAsync(
        string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken)
    {
        var file = await files.FileAsync(File, $"{key}.file", cancellationToken);
        if (Model is { } model) return [new RecordedContestantReference(Name ?? model, new(file, model))];
        return [.. (await ModelsAsync(file, $"{key}.file", files, cancellationToken))
            .Select(name => new RecordedContestantReference(name, new(file, name)))];
    }

    public override void Identify(IdentityKeys keys)
    {
        base.Identify(keys);
        keys.Add("model", Model, null);
    }

    internal static RecordedContestantSpec Read(YamlSection contestant) => new()
    {
        Name = contestant.OptionalText("name"),
        File = contestant.Text("file"),
        Model = contestant.OptionalText("model"),
    };

    private static async Task<IEnumerable<string>> ModelsAsync(
        ArtifactReference file, string key, CampaignPaths files, CancellationToken cancellationToken)
    {
        try
        {
            return (await RecordedAnswerIndex.ReadAsync(
                await files.Artifacts.MaterializeFileAsync(file, cancellationToken), cancellationToken)).Models.Select(model => model.Model);
        }
        catch (InvalidDataException e)
        {
            throw new CampaignStoppedException($"{files.SpecPath}: {key}: {e.Message}");
        }
    }
}
