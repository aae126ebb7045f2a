using System.Collections.Concurrent;
using System.Reflection;

namespace ArenaLearning.Contracts.Messages;

/// <summary>
/// Version of a message's shape; 1 where there is none. It is counted up when a process that knows the shape before would read the new
/// one wrongly: when a field is renamed, leaves or means something else. A field that may be missing counts nothing up.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class MessageVersionAttribute(int version) : Attribute
{
    private static readonly MessageVersionAttribute First = new(1);
    private static readonly ConcurrentDictionary<Type, MessageVersionAttribute> Known = new();

    public int Version { get; } = version;

    /// <summary>The oldest version that is still read rightly; the version itself where it is not set.</summary>
    public int ReadsFrom { get; init; } = version;

    public static int Of(Type message) => For(message).Version;

    /// <returns>What a type of message says of its versions; looked up once, for it is asked for with every message.</returns>
    public static MessageVersionAttribute For(Type message) =>
        Known.GetOrAdd(message, static type => type.GetCustomAttribute<MessageVersionAttribute>() ?? First);
}
