using System.Reflection;

namespace ArenaLearning.Contracts.Messages;

/// <summary>
/// Version of a message's shape; 1 where there is none. It is counted up when a process that knows the shape before would read the new
/// one wrongly: when a field is renamed, leaves or means something else. A field that may be missing counts nothing up.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class MessageVersionAttribute(int version) : Attribute
{
    public int Version { get; } = version;

    /// <summary>The oldest version that is still read rightly; the version itself where it is not set.</summary>
    public int ReadsFrom { get; init; } = version;

    public static int Of(Type message) => message.GetCustomAttribute<MessageVersionAttribute>()?.Version ?? 1;

    /// <returns>The oldest version of this message that is read.</returns>
    public static int OldestOf(Type message) => message.GetCustomAttribute<MessageVersionAttribute>()?.ReadsFrom ?? 1;
}
