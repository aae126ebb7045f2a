using System.Text.Encodings.Web;
using System.Text.Json;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ArenaLearning.Hosting;

/// <summary>How every process of Arena Learning logs.</summary>
public static class ServiceLogging
{
    /// <summary>What a service writes unless its settings say otherwise: lines at a terminal, JSON for whatever collects logs.</summary>
    public static LogFormat FormatOfStream => Console.IsErrorRedirected ? LogFormat.Json : LogFormat.Text;

    /// <summary>Its settings.</summary>
    public static IReadOnlyList<SettingReader> Readers { get; } =
    [
        new(KnownSettings.LogFormat, text => ReadFormat(text)),
        new(KnownSettings.LogLevel, text =>
        {
            if (!Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) || !Enum.IsDefined(level))
                throw new ArgumentException(
                    $"{KnownSettings.LogLevel.Variable} is '{text}', which is no level. Write one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        }),
    ];

    /// <summary>Warnings to standard error; another level is set by <c>Logging:LogLevel:Default</c>.</summary>
    /// <param name="format">Where <c>ARENA_LOG</c> does not say.</param>
    /// <exception cref="ArgumentException"><c>ARENA_LOG</c> is no format.</exception>
    public static void AddServiceLogging(this ILoggingBuilder logging, IConfiguration configuration, LogFormat format)
    {
        if (KnownSettings.LogFormat.Value(key => configuration[key]) is { } text) format = ReadFormat(text);
        logging.SetMinimumLevel(LogLevel.Warning)
            // The cache tells of a Redis that is away twice for each reply, with a stack trace. Who shares the limits tells it once.
            .AddFilter("Microsoft.Extensions.Caching.Hybrid", LogLevel.None)
            // Every check of a dependency that is away would be an error. DependencyStates tells when that changes.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            // What is no message at all would be an error with a stack trace, whoever sent it, with a key or without. AccessInterceptor tells the rest.
            .AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None)
            // Where a service listens is known only when it does, where it takes any port.
            .AddFilter("ArenaLearning.Hosting.Listening", LogLevel.Information)
            .AddConfiguration(configuration.GetSection("Logging"))
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (format == LogFormat.Text)
            logging.AddSimpleConsole(line => (line.SingleLine, line.TimestampFormat) = (true, "HH:mm:ss "));
        else
            logging.AddJsonConsole(json =>
            {
                (json.IncludeScopes, json.UseUtcTimestamp, json.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ss.fffZ");
                // Apostrophes and letters of other languages stay readable; what reads logs is no browser.
                json.JsonWriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
            });
    }

    private static LogFormat ReadFormat(string text) => text.ToLowerInvariant() switch
    {
        "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        _ => throw new ArgumentException($"{KnownSettings.LogFormat.Variable} is '{text}'. Write json or text."),
    };
}
