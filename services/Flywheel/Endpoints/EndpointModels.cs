using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Endpoints;

/// <summary>A file's endpoints as workers are told of them.</summary>
internal static class EndpointModels
{
    /// <param name="name">Of the endpoint.</param>
    public static EndpointSettings Settings(this IReadOnlyList<EndpointSpec> endpoints, string name, CampaignPaths files) =>
        endpoints.Single(e => e.Name == name).Settings(files.Resolve);
}
