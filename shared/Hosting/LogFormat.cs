namespace ArenaLearning.Hosting;

/// <summary>How a process writes its log.</summary>
public enum LogFormat
{
    /// <summary>A line for each event, for people.</summary>
    Text,

    /// <summary>A JSON object for each event, on one line, with what it belongs to in <c>Scopes</c>.</summary>
    Json,
}
