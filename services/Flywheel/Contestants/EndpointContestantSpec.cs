using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Contestants;

/// <inheritdoc cref="EndpointModel"/>
public sealed record EndpointContestantSpec : ContestantSpec
{
    private const string DefaultThinking = "drop";

    public override string Kind => EndpointContestantReference.KindName;

    /// <summary>Name of the endpoint.</summary>
    public required string Endpoint { get; init; }

    public required string Model { get; init; }
    public double Temperature { get; init; }
    public double? TopP { get; init; }
    public string? SystemPrompt { get; init; }
    public string? ExtraBody { get; init; }

    /// <summary>What becomes of thinking that comes with an answer: <c>drop</c> or <c>keep</c>.</summary>
    public string Thinking { get; init; } = DefaultThinking;

    /// <summary>US dollars for a million prompt tokens.</summary>
    public double InputPrice { get; init; }

    /// <summary>US dollars for a million response tokens.</summary>
    public double OutputPrice { get; init; }

    [JsonIgnore]
    public override double AnswerTemperature => Temperature;

    [JsonIgnore]
    public override string? AskedAt => Endpoint;

    public override IEnumerable<BrokenRule> Broken(string key, IReadOnlyList<EndpointSpec> endpoints) =>
        EndpointFileRules.Reach(Endpoint, ExtraBody, key, endpoints);

    public override Task<IReadOnlyList<ContestantReference>> ResolveAsync(
        string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ContestantReference>>([new EndpointContestantReference(Name!, new(
            endpoints.Settings(Endpoint, files), Model, TopP, SystemPrompt, ExtraBody, (decimal)InputPrice, (decimal)OutputPrice)
        {
            Thinking = EnumWord.Read<ThinkingRule>(Thinking),
        })]);

    public override void Identify(IdentityKeys keys)
    {
        base.Identify(keys);
        keys.Add("model", Model);
        keys.Add("top_p", TopP, null);
        keys.Add("system_prompt", SystemPrompt, null);
        keys.Add("extra_body", ExtraBody, null);
        keys.Add("thinking", Thinking, DefaultThinking);
    }

    internal static EndpointContestantSpec Read(YamlSection contestant, ContestantReader reader) => new()
    {
        Name = contestant.Text("name"),
        Endpoint = contestant.Text("endpoint"),
        Model = contestant.Text("model"),
        Temperature = reader.Temperature(contestant),
        TopP = contestant.OptionalNumber("top_p", Allowed.Rate),
        SystemPrompt = contestant.OptionalText("system_prompt"),
        ExtraBody = contestant.OptionalText("extra_body"),
        Thinking = contestant.Word("thinking", [DefaultThinking, "keep"], DefaultThinking),
        InputPrice = contestant.Number("input_price", Allowed.NotNegative, 0),
        OutputPrice = contestant.Number("output_price", Allowed.NotNegative, 0),
    };
}
