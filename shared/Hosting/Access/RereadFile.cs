using Microsoft.Extensions.Logging;

namespace ArenaLearning.Hosting.Access;

/// <summary>
/// What a small file says, read again within seconds of its change, so that no change of who may do what needs a restart. One that cannot be
/// read leaves everything as it was.
/// </summary>
/// <param name="what">What it is, for messages: "The file of keys".</param>
/// <param name="parse">Throws <see cref="ArgumentException"/> for what cannot be used.</param>
internal sealed class RereadFile<T>(string path, string what, Func<string, T> parse, TimeProvider time, ILogger logger) where T : class
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private string text = "";
    private string? problem;
    private T? content;
    private long looked;

    /// <exception cref="ArgumentException">It cannot be read when it is asked for the first time.</exception>
    public T Content()
    {
        lock (gate)
        {
            if (content is null) content = parse(text = Text());
            else if (time.GetElapsedTime(looked) >= LookEvery) content = Again(content);
            else return content;
            looked = time.GetTimestamp();
            return content;
        }
    }

    // What it says is compared, not when it was written: a mounted secret is a link to a link, which keeps its time.
    private T Again(T before)
    {
        try
        {
            var now = Text();
            if (now == text && problem is null) return before;
            var read = parse(now);
            (text, problem) = (now, null);
            logger.LogWarning("{What} has changed: what it says now holds", what);
            return read;
        }
        catch (ArgumentException e)
        {
            if (problem != e.Message) logger.LogError("{What} has changed and cannot be used, so what it said before holds: {Message}", what, e.Message);
            problem = e.Message;
            return before;
        }
    }

    private string Text()
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{what} {path} cannot be read: {e.Message}", e);
        }
    }
}
