namespace ArenaLearning.Monitoring.Metrics;

/// <summary>Something that is measured, as Prometheus sees it.</summary>
/// <param name="Name">With the unit at its end, and <c>_total</c> where it counts.</param>
/// <param name="Kind"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Room">The service that measures it, or what several have in common.</param>
public sealed record Instrument(string Name, string Kind, string Help, IReadOnlyList<string> Labels, string Room);
