using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace ArenaLearning.Hosting.Listening;

/// <summary>
/// Lets an endpoint answer only on its own listeners. What counts is the socket that accepted the connection, not what the request says of its
/// host: whoever reaches the gRPC port cannot talk to the management's endpoints through it.
/// </summary>
internal sealed class ListenerMatcherPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    // Before policies that choose among what is left.
    public override int Order => -1000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var accepted = httpContext.Features.Get<AcceptedBy>();
        for (var i = 0; i < candidates.Count; i++)
            if (candidates.IsValidCandidate(i) && !Answers(candidates[i].Endpoint, accepted))
                candidates.SetValidity(i, false);
        return Task.CompletedTask;
    }

    // Routing's own endpoints, such as the one that says 405, have no route.
    private static bool Answers(Endpoint endpoint, AcceptedBy? accepted) =>
        endpoint is not RouteEndpoint || accepted is not null && endpoint.Metadata.GetMetadata<AnswersOn>()?.Listeners.Contains(accepted.Listener) == true;
}

/// <summary>Feature of a connection: the listener that accepted it.</summary>
internal sealed record AcceptedBy(Listener Listener);
