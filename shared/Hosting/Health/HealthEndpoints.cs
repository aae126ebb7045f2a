using ArenaLearning.Hosting.Listening;
using ArenaLearning.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Hosting.Health;

/// <summary>
/// What probes ask. Only <c>ready</c> looks beyond the process: where a broker is lost, a service is not ready, and nobody restarts it for that.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(3);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddHealthChecks();
        services.AddOptions<HealthCheckServiceOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            foreach (var dependency in provider.GetServices<IDependency>())
                options.Registrations.Add(new(dependency.Name, new DependencyCheck(dependency), null, [DependencyStates.ReadyTag], CheckTimeout));
        });
        services.Configure<HealthCheckPublisherOptions>(publisher =>
        {
            (publisher.Delay, publisher.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(5));
            // The publisher asks by itself, as whoever probes does.
            publisher.Predicate = _ => false;
        });
        services.AddSingleton(provider => new DependencyStates(
            provider.GetRequiredService<HealthCheckService>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DependencyStates>>()));
        return services.AddSingleton<IHealthCheckPublisher>(provider => provider.GetRequiredService<DependencyStates>());
    }

    public static void MapHealth(this ServiceEndpoints endpoints)
    {
        var (dependencies, lifetime) = (endpoints.Application.Services.GetRequiredService<DependencyStates>(), endpoints.Application.Lifetime);
        var management = endpoints.On(Listener.Management);
        management.MapGet("/healthz/live", context => AnswerAsync(context, true, "live"));
        management.MapGet("/healthz/startup", context => lifetime.ApplicationStarted.IsCancellationRequested
            ? AnswerAsync(context, true, "started") : AnswerAsync(context, false, "starting"));
        management.MapGet("/healthz/ready", async context =>
        {
            var states = await dependencies.AskAsync(context.RequestAborted);
            var (isUp, isStopping) = (states.All(state => state.IsUp), lifetime.ApplicationStopping.IsCancellationRequested);
            await AnswerAsync(context, isUp && !isStopping, isStopping ? "stopping" : isUp ? "ready" : "not ready", states);
        });
    }

    private static Task AnswerAsync(HttpContext context, bool isWell, string status, IReadOnlyList<DependencyState>? states = null)
    {
        context.Response.StatusCode = isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        var body = new HealthBody(status, states is null ? null :
            [.. states.Select(state => new HealthBody.Dependency(state.Name, state.IsUp ? "up" : "down", state.Since, state.Problem))]);
        return context.Response.WriteAsJsonAsync(body, HealthBody.Json, context.RequestAborted);
    }
}
