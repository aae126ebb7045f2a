using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArenaLearning.Hosting.Listening;

/// <summary>Where a service maps what it answers. A listener that nothing is mapped on is not opened.</summary>
public sealed class ServiceEndpoints
{
    private readonly HashSet<Listener> used;

    internal ServiceEndpoints(WebApplication application, HashSet<Listener> used) => (Application, this.used) = (application, used);

    /// <summary>For middleware. What is mapped on it, and not on a listener, answers nowhere.</summary>
    public WebApplication Application { get; }

    /// <summary>What is mapped on the result answers on these listeners and on no other.</summary>
    public IEndpointRouteBuilder On(params Listener[] listeners)
    {
        used.UnionWith(listeners);
        return Application.MapGroup("").WithMetadata(new AnswersOn(listeners));
    }
}
