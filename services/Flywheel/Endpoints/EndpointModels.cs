using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Endpoints;

/// <summary>Models of a file's endpoints as workers are told of them.</summary>
internal static class EndpointModels
{
    /// <param name="name">Of the endpoint.</param>
    public static EndpointModel Model(
        this IReadOnlyList<EndpointSpec> endpoints, string name, string model, double? topP, string? systemPrompt, string? extraBody,
        double inputPrice, double outputPrice, CampaignPaths files) => new(
            endpoints.Single(e => e.Name == name).Settings(files.Resolve), model, topP, systemPrompt, extraBody, (decimal)inputPrice, (decimal)outputPrice);
}
