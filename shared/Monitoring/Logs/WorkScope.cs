using System.Collections;

namespace ArenaLearning.Monitoring.Logs;

/// <summary>
/// What is worked on, for a scope of the log: campaign, chunk, unit. JSON logs have each as a field; a person reads <c>Chunk c-7, Unit u-3</c>.
/// </summary>
public sealed class WorkScope(IReadOnlyList<KeyValuePair<string, object?>> parts) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => parts.Count;

    public KeyValuePair<string, object?> this[int index] => parts[index];

    /// <summary>A single answer or verdict, inside the scope of its chunk's message.</summary>
    public static WorkScope OfUnit(string id) => new([new("Unit", id)]);

    public static WorkScope OfCampaign(string id) => new([new("Campaign", id)]);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => parts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(", ", parts.Select(part => $"{part.Key} {part.Value}"));
}
