using ArenaLearning.Endpoints.Failures;
using ArenaLearning.Endpoints.Protocol;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Endpoints.Clients;

/// <summary>What a model behind an endpoint has turned out to take. What it does not is told once and not asked for again.</summary>
/// <param name="endpoint">Its name, for messages.</param>
internal sealed class ModelAbilities(string endpoint, string model, ILogger logger)
{
    /// <summary>A status of 500 may be an accident once.</summary>
    private const int ServerErrorsToBelieve = 2;

    private volatile bool refusesJsonMode, refusesSystemRole, takesJsonMode, takesSystemRole;
    private int jsonModeToldOnce, systemRoleToldOnce, usageToldOnce, serverErrors;

    /// <summary>What of a request is worth asking for.</summary>
    public RequestFeatures Possible(RequestFeatures wanted) => new(wanted.JsonMode && !refusesJsonMode, wanted.SystemRole && !refusesSystemRole);

    /// <summary>Whether a request asks for something that the model has not shown to take.</summary>
    public bool IsUnproven(RequestFeatures asked) => asked.JsonMode && !takesJsonMode;

    public void Takes(RequestFeatures asked)
    {
        if (asked.JsonMode) takesJsonMode = true;
        if (asked.SystemRole) takesSystemRole = true;
    }

    /// <summary>What to ask without, one after another, where the model refused.</summary>
    /// <param name="asked">What it was asked for.</param>
    public IReadOnlyList<RequestFeatures> Less(RequestFeatures asked, EndpointException refusal)
    {
        var (said, isServerError) = (refusal.Said ?? "", refusal.Status >= 500);
        if (refusal.Failure != EndpointFailure.Refused || refusal.Status is not (400 or 404 or 405 or 415 or 422 or 500 or 501)) return [];
        var isOpen = refusal.Status is not (404 or 405) && !RefusedField.SpeaksOfSomethingElse(said);
        var (speaksOfJson, speaksOfSystem) = (RefusedField.SpeaksOfJsonMode(said), RefusedField.SpeaksOfSystemRole(said));
        var json = asked.JsonMode && (speaksOfJson || (isOpen && !takesJsonMode));
        var system = asked.SystemRole && (speaksOfSystem || (isOpen && !takesSystemRole && !isServerError));
        RequestFeatures withoutJson = asked with { JsonMode = false }, withoutSystem = asked with { SystemRole = false };
        return (json, system) switch
        {
            (true, true) when speaksOfSystem && !speaksOfJson => [withoutSystem, withoutJson, new(false, false)],
            (true, true) => [withoutJson, withoutSystem, new(false, false)],
            (true, false) => [withoutJson],
            (false, true) => [withoutSystem],
            _ => [],
        };
    }

    /// <summary>The model answered once something was left out.</summary>
    public void Refuses(RequestFeatures asked, RequestFeatures answered, EndpointException refusal)
    {
        // It has taken this before, or its server stumbled: then this reply was the exception.
        if (refusal.Status >= 500 && Interlocked.Increment(ref serverErrors) < ServerErrorsToBelieve) return;
        if (asked.JsonMode && !answered.JsonMode && !takesJsonMode)
        {
            refusesJsonMode = true;
            if (Interlocked.Exchange(ref jsonModeToldOnce, 1) == 0)
                logger.LogWarning(
                    "Endpoint {Name}: the model {Model} has no JSON mode ({Said}) and is asked without it from now on. "
                    + "For a judge, json_mode: false does so from the start.",
                    endpoint, model, refusal.Said);
        }
        if (asked.SystemRole && !answered.SystemRole && !takesSystemRole)
        {
            refusesSystemRole = true;
            if (Interlocked.Exchange(ref systemRoleToldOnce, 1) == 0)
                logger.LogWarning(
                    "Endpoint {Name}: the model {Model} takes no system message ({Said}): its text begins the user's message from now on.",
                    endpoint, model, refusal.Said);
        }
    }

    /// <summary>The endpoint does not count the model's tokens.</summary>
    public void CountsNoTokens()
    {
        if (Interlocked.Exchange(ref usageToldOnce, 1) == 0)
            logger.LogWarning(
                "Endpoint {Name} does not count the tokens of {Model}: they and their cost are estimated from the length of the texts, "
                + "and count so against budgets.",
                endpoint, model);
    }
}
