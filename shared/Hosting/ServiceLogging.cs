using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ArenaLearning.Hosting;

/// <summary>How every process of Arena Learning logs.</summary>
public static class ServiceLogging
{
    /// <summary>Warnings to standard error; another level is set by <c>Logging:LogLevel:Default</c>.</summary>
    public static void AddServiceLogging(this ILoggingBuilder logging, IConfiguration configuration) =>
        logging.SetMinimumLevel(LogLevel.Warning)
            // The cache tells of a Redis that is away twice for each reply, with a stack trace. Who shares the limits tells it once.
            .AddFilter("Microsoft.Extensions.Caching.Hybrid", LogLevel.None)
            // Where a service listens is known only when it does, where it takes any port.
            .AddFilter("ArenaLearning.Hosting.Listening", LogLevel.Information)
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddSimpleConsole(format => (format.SingleLine, format.TimestampFormat) = (true, "HH:mm:ss "))
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
