using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Who answers, as workers are told of it: one type for each kind.</summary>
/// <param name="Name">Unique in the campaign, for example <c>PPO-I2</c>.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CheckpointContestantReference), CheckpointContestantReference.KindName)]
[JsonDerivedType(typeof(EndpointContestantReference), EndpointContestantReference.KindName)]
[JsonDerivedType(typeof(RecordedContestantReference), RecordedContestantReference.KindName)]
public abstract record ContestantReference(string Name)
{
    /// <summary>The word for its kind, as in campaign files.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>The model that is asked, and paid, for each answer; null where no endpoint is asked.</summary>
    [JsonIgnore]
    public virtual EndpointModel? Asked => null;

    /// <summary>The files and folders that its answers come from: with others it is another contestant.</summary>
    [JsonIgnore]
    public virtual IEnumerable<ArtifactReference> Artifacts => [];

    /// <summary>What its model is called, where it has a name beside the contestant's.</summary>
    [JsonIgnore]
    public virtual string? ModelName => null;

    /// <summary>
    /// Whether an answer depends on those that are generated with it: then only a whole chunk is asked for, for batched decoding
    /// rounds differently in another batch.
    /// </summary>
    [JsonIgnore]
    public virtual bool AnswersInBatches => false;
}
