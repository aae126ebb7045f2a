using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Contestants;

/// <summary>
/// A contestant of a campaign file, or a training campaign's competitor: one type for each kind, with just its keys. See
/// <see cref="ContestantKinds"/>.
/// </summary>
[JsonConverter(typeof(ContestantJsonConverter))]
public abstract record ContestantSpec
{
    /// <summary>Null only for recorded answers: of every model of the file, or of the one that they name.</summary>
    [JsonPropertyOrder(-2)]
    public string? Name { get; init; }

    /// <summary>As in the file.</summary>
    [JsonPropertyOrder(-1)]
    public abstract string Kind { get; }

    /// <summary>Family of models, for example <c>gpt-4</c>: judges of one family with a contestant may prefer it.</summary>
    public string? Family { get; init; }

    /// <summary>At which it answers; 0 is greedy.</summary>
    [JsonIgnore]
    public virtual double AnswerTemperature => 0;

    /// <summary>What it is called in the campaign; null where only its file tells.</summary>
    [JsonIgnore]
    public virtual string? KnownName => Name;

    /// <summary>Name of the endpoint that it is asked at; null for none.</summary>
    [JsonIgnore]
    public virtual string? AskedAt => null;

    /// <summary>What must hold of it beyond what each of its keys allows.</summary>
    /// <param name="key">Path of the contestant in its file.</param>
    public virtual IEnumerable<BrokenRule> Broken(string key, IReadOnlyList<EndpointSpec> endpoints) => [];

    /// <summary>The contestant as workers are told of it, with the files that it names found and hashed.</summary>
    /// <param name="key">Path of the contestant in its file.</param>
    /// <returns>One; of a file of recorded answers perhaps several.</returns>
    /// <exception cref="CampaignStoppedException">A file or folder is missing, or a file of recorded answers cannot be read.</exception>
    public abstract Task<IReadOnlyList<ContestantReference>> ResolveAsync(
        string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken);

    /// <summary>Names the keys that bear on its answers.</summary>
    public virtual void Identify(IdentityKeys keys)
    {
        keys.Add("name", Name, null);
        keys.Add("kind", Kind);
        keys.Add("temperature", AnswerTemperature, 0);
    }
}
