using Microsoft.Extensions.Logging;

namespace ArenaLearning.Arena.Progress;

/// <summary>Shows what is logged as a note beside the progress: log lines would tear the live view.</summary>
internal sealed class ProgressNotes(IProgressView view) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Notes(view);

    public void Dispose()
    {
    }

    private sealed class Notes(IProgressView view) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            view.Note(formatter(state, exception));
    }
}
