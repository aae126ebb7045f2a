using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Judges;

/// <summary>A judge of a campaign file: one type for each kind, with just its keys. See <see cref="JudgeKinds"/>.</summary>
[JsonConverter(typeof(JudgeJsonConverter))]
public abstract record JudgeSpec
{
    /// <summary>What a training campaign's file means with the one word <c>verifier</c>.</summary>
    public static JudgeSpec Verifier { get; } = new VerifierJudgeSpec { Name = VerifierJudgeReference.KindName };

    [JsonPropertyOrder(-2)]
    public string Name { get; init; } = "";

    /// <summary>As in the file.</summary>
    [JsonPropertyOrder(-1)]
    public abstract string Kind { get; }

    /// <inheritdoc cref="VerdictRules"/>
    public GameCombination Combine { get; init; }

    /// <inheritdoc cref="VerdictRules"/>
    public double TieMargin { get; init; }

    /// <inheritdoc cref="VerdictRules"/>
    public FlipRule Flip { get; init; }

    /// <summary>Family of models, for the card's self-preference; null where the names of model and judge say it.</summary>
    public string? Family { get; init; }

    /// <summary>Of a jury; empty for any other judge.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<JudgeSpec> Jurors => [];

    /// <summary>Names of the endpoints that it asks.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> Endpoints => Jurors.SelectMany(juror => juror.Endpoints);

    /// <summary>What its model is called, where it has a name beside the judge's.</summary>
    [JsonIgnore]
    public virtual string? ModelName => null;

    /// <summary>Whether it knows which answers are right, itself or by a juror.</summary>
    [JsonIgnore]
    public virtual bool ChecksAnswers => Jurors.Any(juror => juror.ChecksAnswers);

    protected VerdictRules Rules => new(Combine, TieMargin, Flip);

    /// <summary>What must hold of it beyond what each of its keys allows.</summary>
    /// <param name="key">Path of the judge in its file.</param>
    public virtual IEnumerable<BrokenRule> Broken(string key, IReadOnlyList<EndpointSpec> endpoints) => [];

    /// <summary>The judge as workers are told of it, with the files that it names found and hashed.</summary>
    /// <param name="key">Path of the judge in its file.</param>
    /// <exception cref="CampaignStoppedException">A file or folder is missing.</exception>
    public abstract Task<JudgeReference> ResolveAsync(
        string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken);

    /// <summary>Names the keys that bear on its verdicts.</summary>
    public virtual void Identify(IdentityKeys keys)
    {
        keys.Add("name", Name);
        keys.Add("kind", Kind);
        keys.Add("combine", Combine, GameCombination.Mean);
        keys.Add("tie_margin", TieMargin, 0);
        keys.Add("flip", Flip, FlipRule.Inconsistent);
    }
}
