using System.Diagnostics;
using ArenaLearning.Monitoring.Logs;

namespace ArenaLearning.Hosting.Bus;

/// <summary>What a message is about, by the names that messages give it. Found once for each type of message.</summary>
internal static class MessageSubject<T> where T : class
{
    private static readonly (string Name, Func<T, string?> Of)[] Parts =
    [
        .. new[] { "Campaign", "ChunkId", "JobId", "BuildId", "DatasetId", "RankingId" }
            .Select(name => (Name: name, Getter: typeof(T).GetProperty(name, typeof(string))?.GetMethod))
            .Where(part => part.Getter is not null)
            .Select(part => (part.Name.Replace("Id", "", StringComparison.Ordinal), part.Getter!.CreateDelegate<Func<T, string?>>())),
    ];

    /// <summary>The type's name; of the failure of a message, with that message's.</summary>
    public static string Name { get; } = typeof(T).IsGenericType
        ? $"{typeof(T).Name.Split('`')[0]}Of{string.Join("And", typeof(T).GetGenericArguments().Select(argument => argument.Name))}" : typeof(T).Name;

    /// <summary>Says on the trace that is under way what the message is about.</summary>
    public static void Tag(Activity trace, T message)
    {
        foreach (var (name, of) in Parts) trace.SetTag($"arena.{name.ToLowerInvariant()}", of(message));
    }

    /// <summary>The campaign, and the chunk, job or step. A scope's own text is its field <c>Message</c> in JSON, so that name is taken.</summary>
    public static WorkScope Of(T message) =>
        new([new("MessageType", Name), .. Parts.Select(part => new KeyValuePair<string, object?>(part.Name, part.Of(message)))]);
}
