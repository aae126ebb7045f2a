using System.Text.Json.Serialization;

namespace ArenaLearning.Contracts.Messages;

/// <summary>A model behind an OpenAI-compatible endpoint.</summary>
public sealed record EndpointContestantReference(string Name, EndpointModel Model) : ContestantReference(Name)
{
    public const string KindName = "openai";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override EndpointModel? Asked => Model;

    [JsonIgnore]
    public override string? ModelName => Model.Model;
}
