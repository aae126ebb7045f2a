using System.Reflection;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ArenaLearning.Hosting.Traces;

/// <summary>
/// Traces over OTLP, where the environment names a collector: each is of one command, from its sending through the bus to the calls of language
/// models and back. No content of prompts and answers is in them.
/// </summary>
internal static class ServiceTraces
{
    /// <summary>As MassTransit and Microsoft.Extensions.AI name their own.</summary>
    private static readonly string[] Sources = ["MassTransit", "Experimental.Microsoft.Extensions.AI"];

    /// <summary>Of traces, unless <c>OTEL_TRACES_SAMPLER</c> says otherwise: a campaign is thousands of commands.</summary>
    private const double Sampled = 0.1;

    public static IReadOnlyList<SettingReader> Readers { get; } =
    [
        new(KnownSettings.OtlpEndpoint, text =>
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                throw new ArgumentException(
                    $"{KnownSettings.OtlpEndpoint.Variable} is no address of a collector. Write http://HOST:4317, or leave it out for no traces.");
        }),
        SettingReader.Text(KnownSettings.TracesSampler),
    ];

    public static void AddServiceTraces(this IServiceCollection services, IConfiguration configuration, string service)
    {
        string? Lookup(string key) => configuration[key];
        if (KnownSettings.OtlpEndpoint.Value(Lookup) is null) return;
        var version = typeof(ServiceTraces).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service, "arena-learning", version))
            .WithTracing(traces =>
            {
                traces.AddSource(Sources).AddOtlpExporter();
                if (KnownSettings.TracesSampler.Value(Lookup) is null) traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(Sampled)));
            });
    }
}
