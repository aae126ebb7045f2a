using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Judges;

/// <inheritdoc cref="LlmJudgeSettings"/>
public sealed record LlmJudgeSpec : JudgeSpec
{
    private const string DefaultPrompt = "pairwise-v1";
    private const int DefaultMaxTokens = 1024, DefaultAttempts = 3;

    public override string Kind => LlmJudgeReference.KindName;

    /// <summary>Name of the endpoint.</summary>
    public required string Endpoint { get; init; }

    public required string Model { get; init; }
    public string? ExtraBody { get; init; }

    /// <summary>US dollars for a million prompt tokens.</summary>
    public double InputPrice { get; init; }

    /// <summary>US dollars for a million response tokens.</summary>
    public double OutputPrice { get; init; }

    /// <summary>Name of a prompt, or path of a prompt file.</summary>
    public string Prompt { get; init; } = DefaultPrompt;

    public double Temperature { get; init; }
    public int MaxTokens { get; init; } = DefaultMaxTokens;
    public int Attempts { get; init; } = DefaultAttempts;
    public bool UseReference { get; init; } = true;
    public bool JsonMode { get; init; } = true;

    [JsonIgnore]
    public override IEnumerable<string> Endpoints => [Endpoint];

    [JsonIgnore]
    public override string? ModelName => Model;

    public override IEnumerable<BrokenRule> Broken(string key, IReadOnlyList<EndpointSpec> endpoints) =>
        EndpointFileRules.Reach(Endpoint, ExtraBody, key, endpoints);

    public override async Task<JudgeReference> ResolveAsync(
        string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken) =>
        new LlmJudgeReference(Name, Rules, new(
            new(endpoints.Settings(Endpoint, files), Model, null, null, ExtraBody, (decimal)InputPrice, (decimal)OutputPrice),
            JudgeFiles.PromptOf(Prompt, files.Resolve), Temperature, MaxTokens, Attempts, UseReference, JsonMode,
            JudgeFiles.IsPromptFile(Prompt) ? await files.FileAsync(Prompt, $"{key}.prompt", cancellationToken) : null));

    public override void Identify(IdentityKeys keys)
    {
        base.Identify(keys);
        keys.Add("model", Model);
        keys.Add("extra_body", ExtraBody, null);
        // What a prompt file says is compared by its hash, wherever it lies.
        keys.Add("prompt", JudgeFiles.IsPromptFile(Prompt) ? "a file" : Prompt, DefaultPrompt);
        keys.Add("temperature", Temperature, 0);
        keys.Add("max_tokens", MaxTokens, DefaultMaxTokens);
        keys.Add("attempts", Attempts, DefaultAttempts);
        keys.Add("use_reference", UseReference, true);
        keys.Add("json_mode", JsonMode, true);
    }

    internal static LlmJudgeSpec Read(YamlSection judge) => new()
    {
        Endpoint = judge.Text("endpoint"),
        Model = judge.Text("model"),
        ExtraBody = judge.OptionalText("extra_body"),
        InputPrice = judge.Number("input_price", Allowed.NotNegative, 0),
        OutputPrice = judge.Number("output_price", Allowed.NotNegative, 0),
        Prompt = judge.Text("prompt", DefaultPrompt),
        Temperature = judge.Number("temperature", Allowed.NotNegative, 0),
        MaxTokens = judge.Count("max_tokens", DefaultMaxTokens),
        Attempts = judge.Count("attempts", DefaultAttempts),
        UseReference = judge.Flag("use_reference", true),
        JsonMode = judge.Flag("json_mode", true),
        Family = judge.OptionalText("family"),
    };
}
